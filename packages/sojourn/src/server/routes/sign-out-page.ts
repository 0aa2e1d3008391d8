/**
 * `GET /signout`: the sign-out page, built-in or the application's own. It changes nothing.
 *
 * @module
 */
import { type Answer, redirect } from '../answer.ts'
import { resolveCallbackUrl } from '../guards/callback-url.ts'
import { issueCsrfToken } from '../guards/csrf.ts'
import { resolveOrigin } from '../origin.ts'
import { pageError } from '../pages/page-error.ts'
import { signOutPageUrl } from '../pages/page-urls.ts'
import { renderSignOutPage } from '../pages/sign-out-page.ts'
import type { RouteContext } from './context.ts'

export async function answerSignOutPage({ engine, request }: RouteContext): Promise<Answer> {
  const { config } = engine
  const origin = resolveOrigin(config, request)
  const query = new URL(request.url).searchParams
  const asked = query.get('callbackUrl')
  const { url: callbackUrl, cookies } = await resolveCallbackUrl(engine, request, asked, origin)
  if (config.pages.signOut !== undefined) {
    return redirect(signOutPageUrl(config, origin, undefined), cookies)
  }
  const csrf = await issueCsrfToken(engine, request)
  return renderSignOutPage({
    look: config.look(request),
    base: origin + config.basePath,
    csrfToken: csrf.token,
    callbackUrl,
    error: pageError(query),
    cookies: [...cookies, ...csrf.cookies],
  })
}
