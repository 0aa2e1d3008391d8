/**
 * `GET /error`: says what went wrong, on the built-in page or the application's own.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { type Answer, redirect } from '../answer.ts'
import { resolveCallbackUrl } from '../guards/callback-url.ts'
import { resolveOrigin } from '../origin.ts'
import { renderErrorPage } from '../pages/error-page.ts'
import { pageError } from '../pages/page-error.ts'
import { errorPageUrl, signInPageUrl, withError } from '../pages/page-urls.ts'
import type { RouteContext } from './context.ts'

/** What NextAuth shows on the sign-in page instead. */
const signInPageCodes = new Set([
  'Signin',
  'OAuthSignin',
  'OAuthCallback',
  'OAuthCreateAccount',
  'EmailCreateAccount',
  'Callback',
  'OAuthAccountNotLinked',
  'EmailSignin',
  'CredentialsSignin',
  'SessionRequired',
])

/** The failures that the page has a status of its own for, by NextAuth's names; others are shown with 200. */
const withStatus = new Set(['AccessDenied', 'Configuration', 'Verification'])

export async function answerErrorPage(context: RouteContext): Promise<Answer> {
  const { engine, request, providerId } = context
  const { config } = engine
  const query = new URL(request.url).searchParams
  // NextAuth also takes the code from the path: /error/AccessDenied.
  const name = query.get('error') ?? providerId
  if (name !== undefined) query.set('error', name)
  const isForSignIn = signInPageCodes.has(name ?? '')
  if (isForSignIn) return toSignInPage(context, query)
  if (config.pages.error !== undefined) {
    return redirect(withError(errorPageUrl(config, resolveOrigin(config, request)), query))
  }
  const error = pageError(query) ?? authError('request_failed')
  const page = renderErrorPage({ look: config.look(request), error, basePath: config.basePath })
  // Anybody can write such an address; it is no failure of this request.
  return withStatus.has(error.nextAuthCode ?? '') ? page : { ...page, status: 200 }
}

/** A sign-in page of the application's own is told where the browser was going, as NextAuth tells it. */
async function toSignInPage(
  { engine, request }: RouteContext,
  query: URLSearchParams,
): Promise<Answer> {
  const { config } = engine
  const origin = resolveOrigin(config, request)
  if (config.pages.signIn === undefined) {
    return redirect(withError(signInPageUrl(config, origin, undefined), query))
  }
  const { url } = await resolveCallbackUrl(engine, request, undefined, origin)
  return redirect(withError(signInPageUrl(config, origin, url), query))
}
