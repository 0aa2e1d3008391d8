/**
 * The frame of the built-in pages: one style, no script, nothing from elsewhere but the theme's logo.
 *
 * @module
 */
import { type Answer, html as htmlAnswer } from '../answer.ts'
import { type Html, html } from './html.ts'
import type { Look } from './look.ts'
import { style } from './style.ts'
import { fill } from './texts.ts'
import { themeStyle } from './theme-style.ts'

/** One page. */
export interface Page {
  readonly look: Look
  readonly title: string
  /** A drawing above the title, where no logo stands. */
  readonly sign?: Html | undefined
  /** What follows the title at once: a sentence, or what went wrong. */
  readonly lead?: Html | undefined
  readonly body: Html
  /** Whether the title, as the browser shows it, says that something went wrong. Default `false`. */
  readonly failed?: boolean
  /** Whether there is a lot to choose from. Default `false`. */
  readonly wide?: boolean
  /** Rules for this page alone. Must hold nothing that was given from outside. */
  readonly rules?: string
  readonly status?: number
  readonly cookies?: readonly string[]
  /**
   * What the browser says of this page's address where it goes next. Default: all of it to this site, so that
   * a posted form bears the `Origin` by which it is believed, and nothing to others.
   */
  readonly referrer?: 'no-referrer' | 'same-origin' | 'strict-origin'
}

/** Renders a page. Its Content-Security-Policy allows its own style and the logo, and nothing else. */
export function renderPage(page: Page): Answer {
  const { texts, colors, logo } = page.look
  const nonce = crypto.randomUUID()
  const title = page.failed ? fill(texts.titleWithError, { title: page.title }) : page.title
  const { scheme } = colors
  const document = html`<!doctype html>
    <html lang="${texts.lang}" dir="${texts.dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="${scheme === 'auto' ? 'light dark' : scheme}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style nonce="${nonce}">
          ${{ html: themeStyle(colors) + style + (page.rules ?? '') }}
        </style>
      </head>
      <body>
        <main ${page.wide && html`class="wide"`}>
          ${logo && html`<img class="logo" src="${logo.src}" alt="" referrerpolicy="no-referrer" />`}
          ${logo === undefined && page.sign}
          <h1>${page.title}</h1>
          ${page.lead}
          <div class="body">${page.body}</div>
        </main>
      </body>
    </html>`
  const pictures = logo === undefined ? 'data:' : `data: ${logo.source}`
  return htmlAnswer(document.html, {
    status: page.status ?? 200,
    cookies: page.cookies ?? [],
    headers: {
      // No form-action: browsers hold it against the redirect to the provider, too.
      'content-security-policy': `default-src 'none'; img-src ${pictures}; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': page.referrer ?? 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
  })
}
