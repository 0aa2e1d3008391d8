/**
 * The page that a link in an e-mail leads to. Opening it changes nothing: programs open links, too, to look
 * at what is behind them. The sign-in is completed by its button.
 *
 * @module
 */
import type { Answer } from '../answer.ts'
import { addressed } from './addressed.ts'
import { hiddenFields, html } from './html.ts'
import { renderPage } from './layout.ts'
import type { Look } from './look.ts'
import { envelope } from './signs.ts'

export interface ConfirmPage {
  readonly look: Look
  /** Address that the form is posted to. */
  readonly action: string
  readonly csrfToken: string
  /** Hidden fields of the form besides `csrfToken`. */
  readonly fields: Readonly<Record<string, string>>
  /** Address that the link was sent to. */
  readonly identifier: string
  readonly cookies: readonly string[]
}

export function renderConfirmPage({ look, action, csrfToken, ...page }: ConfirmPage): Answer {
  const { texts } = look
  return renderPage({
    look,
    title: texts.confirmTitle,
    sign: envelope,
    lead: html`<p class="lead">${addressed(texts.confirmText, page.identifier)}</p>`,
    cookies: page.cookies,
    // The address of this page is the link, and whoever has the link can sign in.
    referrer: 'strict-origin',
    body: html`<form method="post" action="${action}">
        ${hiddenFields({ ...page.fields, csrfToken })}
        <button type="submit" class="primary">${texts.confirmButton}</button>
      </form>
      <p class="small">${texts.confirmHint}</p>`,
  })
}
