/**
 * `GET /signin`: the sign-in page, built-in or the application's own.
 *
 * @module
 */
import { type Answer, redirect } from '../answer.ts'
import { resolveCallbackUrl } from '../guards/callback-url.ts'
import { issueCsrfToken } from '../guards/csrf.ts'
import { resolveOrigin } from '../origin.ts'
import { pageError } from '../pages/page-error.ts'
import { signInPageUrl, withError } from '../pages/page-urls.ts'
import { renderSignInPage } from '../pages/sign-in-page.ts'
import type { RouteContext } from './context.ts'

export async function answerSignInPage({ engine, request }: RouteContext): Promise<Answer> {
  const { config } = engine
  const origin = resolveOrigin(config, request)
  const query = new URL(request.url).searchParams
  const asked = query.get('callbackUrl')
  const { url: callbackUrl, cookies } = await resolveCallbackUrl(engine, request, asked, origin)
  if (config.pages.signIn !== undefined) {
    return redirect(withError(signInPageUrl(config, origin, callbackUrl), query), cookies)
  }
  const csrf = await issueCsrfToken(engine, request)
  return renderSignInPage({
    look: config.look(request),
    base: origin + config.basePath,
    providers: config.providers.values(),
    csrfToken: csrf.token,
    callbackUrl,
    error: pageError(query),
    email: query.get('email') ?? undefined,
    cookies: [...cookies, ...csrf.cookies],
  })
}
