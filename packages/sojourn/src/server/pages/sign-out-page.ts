/**
 * The built-in sign-out page: asks, so that a link alone signs nobody out.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import { hiddenFields, html, linkTarget } from './html.ts'
import { renderPage } from './layout.ts'
import type { Look } from './look.ts'
import { isFailure, notice } from './notice.ts'

export interface SignOutPage {
  readonly look: Look
  /** Address of the endpoints, without a trailing slash. */
  readonly base: string
  readonly csrfToken: string
  /** Where to go afterwards; resolved already. */
  readonly callbackUrl: string
  readonly error: AuthError | undefined
  readonly cookies: readonly string[]
}

export function renderSignOutPage({ look, error, ...page }: SignOutPage): Answer {
  const { texts } = look
  const { csrfToken, callbackUrl } = page
  return renderPage({
    look,
    title: texts.signOutTitle,
    lead: html`<p class="lead">${texts.signOutText}</p>`,
    failed: isFailure(error),
    cookies: page.cookies,
    body: html`${notice(error, texts)}
      <form method="post" action="${page.base}/signout">
        ${hiddenFields({ csrfToken, callbackUrl })}
        <button type="submit" class="primary">${texts.signOutButton}</button>
      </form>
      <p class="after"><a href="${linkTarget(callbackUrl)}">${texts.staySignedIn}</a></p>`,
  })
}
