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
  const callbackUrl = await resolveCallbackUrl(engine, asked, origin)
  if (config.pages.signIn !== undefined) {
    const page = signInPageUrl(config, origin, asked === null ? undefined : callbackUrl)
    return redirect(withError(page, query))
  }
  const { token, cookies } = await issueCsrfToken(engine, request)
  return renderSignInPage({
    base: origin + config.basePath,
    providers: config.providers.values(),
    csrfToken: token,
    callbackUrl,
    error: pageError(query),
    cookies,
  })
}
