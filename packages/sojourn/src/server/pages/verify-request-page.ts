/**
 * The page after an e-mail was sent: says to look for it, and takes the code, if it holds one.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import { addressed } from './addressed.ts'
import { attribute, hiddenFields, type Html, html, linkTarget } from './html.ts'
import { renderPage } from './layout.ts'
import type { Look } from './look.ts'
import { isFailure, notice, noticeId } from './notice.ts'
import { envelope } from './signs.ts'

/** The form to type a code in. It posts `csrfToken` and `code`. */
export interface CodeForm {
  /** Address that it is posted to. */
  readonly action: string
  readonly csrfToken: string
  /** Address that the code was sent to. */
  readonly identifier: string
}

export interface VerifyRequestPage {
  readonly look: Look
  /** Address of the start page. */
  readonly home: string
  /** Address of the sign-in page, where another mail can be asked for. Default: no link to it. */
  readonly signIn?: string | undefined
  readonly error?: AuthError | undefined
  readonly cookies: readonly string[]
  /** Default: none, because a link was sent. */
  readonly codeForm?: CodeForm | undefined
}

export function renderVerifyRequestPage(page: VerifyRequestPage): Answer {
  const { look, error, codeForm } = page
  const { texts } = look
  const [title, text, hint] =
    codeForm === undefined
      ? [texts.linkSentTitle, html`${texts.linkSentText}`, texts.linkSentHint]
      : [texts.codeTitle, addressed(texts.codeText, codeForm.identifier), texts.codeHint]
  return renderPage({
    look,
    title,
    sign: envelope,
    lead: html`<p class="lead">${text}</p>`,
    failed: isFailure(error),
    cookies: page.cookies,
    body: html`${notice(error, texts)}${codeForm && renderCodeForm(page, codeForm)}
      <p class="small">${hint}</p>
      <p class="after">
        ${page.signIn !== undefined && html`<a href="${linkTarget(page.signIn)}">${texts.askAgain}</a>`}
        <a href="${linkTarget(page.home)}">${texts.goHome}</a>
      </p>`,
  })
}

function renderCodeForm({ look, error }: VerifyRequestPage, codeForm: CodeForm): Html {
  const { texts } = look
  const failed = isFailure(error)
  return html`<form method="post" action="${codeForm.action}">
    ${hiddenFields({ csrfToken: codeForm.csrfToken })}
    <div class="field">
      <label for="input-code">${texts.codeLabel}</label
      ><input
        id="input-code"
        class="code"
        name="code"
        type="text"
        inputmode="numeric"
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck="false"
        dir="ltr"
        required${attribute('aria-describedby', error && noticeId)}${attribute('aria-invalid', error?.code === 'verification_invalid' && 'true')}${attribute('autofocus', !failed)}
      />
    </div>
    <button type="submit" class="primary">${texts.codeButton}</button>
  </form>`
}
