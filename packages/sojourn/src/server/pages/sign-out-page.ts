/**
 * The built-in sign-out page: asks, so that a link alone signs nobody out.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import { html } from './html.ts'
import { notice, renderPage } from './layout.ts'

export interface SignOutPage {
  /** Address of the endpoints, without a trailing slash. */
  readonly base: string
  readonly csrfToken: string
  /** Where to go afterwards; resolved already. */
  readonly callbackUrl: string
  readonly error: AuthError | undefined
  readonly cookies: readonly string[]
}

export function renderSignOutPage(page: SignOutPage): Answer {
  return renderPage({
    title: 'Sign out',
    cookies: page.cookies,
    content: html`<h1>Sign out?</h1>
      ${page.error && notice(page.error.message, page.error.code)}
      <form method="post" action="${page.base}/signout">
        <input type="hidden" name="csrfToken" value="${page.csrfToken}" />
        <input type="hidden" name="callbackUrl" value="${page.callbackUrl}" />
        <button type="submit">Sign out</button>
      </form>
      <p class="after"><a href="${page.callbackUrl}">Stay signed in</a></p>`,
  })
}
