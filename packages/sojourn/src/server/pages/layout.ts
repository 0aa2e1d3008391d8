/**
 * The frame of the built-in pages: one style, no script, nothing from elsewhere.
 *
 * @module
 */
import { type Answer, html as htmlAnswer } from '../answer.ts'
import { type Html, html } from './html.ts'

/** One page. */
export interface Page {
  readonly title: string
  readonly content: Html
  readonly status?: number
  readonly cookies?: readonly string[]
}

/** Renders a page. Its Content-Security-Policy allows its own style and nothing else. */
export function renderPage(page: Page): Answer {
  const nonce = crypto.randomUUID()
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>${page.title}</title>
        <style nonce="${nonce}">
          ${{ html: style }}
        </style>
      </head>
      <body>
        <main>${page.content}</main>
      </body>
    </html>`
  return htmlAnswer(document.html, {
    status: page.status ?? 200,
    cookies: page.cookies ?? [],
    headers: {
      // No form-action: browsers hold it against the redirect to the provider, too.
      'content-security-policy': `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
  })
}

/** A box that says what went wrong, read out by screen readers. */
export function notice(message: string, code: string): Html {
  return html`<p class="notice" role="alert">${message} <code>${code}</code></p>`
}

const style = `
:root { color-scheme: light dark; --ground: #f4f3ef; --card: #fff; --text: #1d2429; --quiet: #59646c;
  --line: #d5d6d2; --action: #14586b; --on-action: #fff; --alarm: #8f2a1c; --alarm-ground: #fbeae6 }
@media (prefers-color-scheme: dark) { :root { --ground: #12181c; --card: #1b2328; --text: #e8ebec;
  --quiet: #a2adb4; --line: #38434a; --action: #7cc4d6; --on-action: #0d1a1f; --alarm: #ffb4a4;
  --alarm-ground: #3a1e19 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem;
  background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 24rem; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem }
h1 { margin: 0 0 1.25rem; font-size: 1.375rem; line-height: 1.25; text-wrap: balance }
p { margin: 0 0 1.25rem }
form { display: grid; gap: .875rem; margin: 0 }
form + form, hr + form { margin-top: .75rem }
hr { border: 0; border-top: 1px solid var(--line); margin: 1.5rem 0 }
label { display: grid; gap: .375rem; font-weight: 600; font-size: .9375rem }
input { font: inherit; width: 100%; padding: .625rem .75rem; color: inherit; background: var(--ground);
  border: 1px solid var(--quiet); border-radius: .5rem }
button, .button { font: inherit; font-weight: 600; display: block; width: 100%; padding: .6875rem 1rem;
  color: var(--on-action); background: var(--action); border: 1px solid transparent;
  border-radius: .5rem; text-align: center; text-decoration: none; cursor: pointer }
button:hover, .button:hover { filter: brightness(1.08) }
:focus-visible { outline: 3px solid var(--action); outline-offset: 2px }
a { color: var(--action) }
.after { margin: 1.25rem 0 0; text-align: center }
.notice { padding: .75rem .875rem; color: var(--alarm); background: var(--alarm-ground);
  border-radius: .5rem; font-size: .9375rem }
.notice code { display: block; margin-top: .25rem; font-size: .8125rem; opacity: .85 }
`
