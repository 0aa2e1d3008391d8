/**
 * What went wrong, on a page: read out by screen readers, and tied to the fields it is about.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import { type Html, html } from './html.ts'
import type { PageTexts } from './texts.ts'

/** Id of the notice, for `aria-describedby`. */
export const noticeId = 'error'

/** What a failure is called in the application's words, else in those of the catalog. */
export function errorText(error: AuthError, texts: PageTexts): string {
  const own = Object.hasOwn(texts.errors, error.code) ? texts.errors[error.code] : undefined
  return own ?? error.message
}

/** Whether it is a failure at all: to be asked to sign in is none. */
export function isFailure(error: AuthError | undefined): error is AuthError {
  return error !== undefined && error.code !== 'session_required'
}

/** A box above a form. The code is for scripts to read. */
export function notice(error: AuthError | undefined, texts: PageTexts): Html | undefined {
  if (error === undefined) return undefined
  const [look, role] = isFailure(error) ? ['notice', 'alert'] : ['notice calm', 'status']
  return html`<p class="${look}" role="${role}" id="${noticeId}" data-code="${error.code}">
    ${errorText(error, texts)}
  </p>`
}
