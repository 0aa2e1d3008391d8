/**
 * `GET /error`: says what went wrong, on the built-in page or the application's own.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { type Answer, redirect } from '../answer.ts'
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

export async function answerErrorPage(context: RouteContext): Promise<Answer> {
  const { engine, request, providerId } = context
  const { config } = engine
  const query = new URL(request.url).searchParams
  // NextAuth also takes the code from the path: /error/AccessDenied.
  const name = query.get('error') ?? providerId
  if (name !== undefined) query.set('error', name)
  const isForSignIn = signInPageCodes.has(name ?? '')
  if (isForSignIn || config.pages.error !== undefined) {
    const origin = resolveOrigin(config, request)
    const page = isForSignIn
      ? signInPageUrl(config, origin, undefined)
      : errorPageUrl(config, origin)
    return redirect(withError(page, query))
  }
  const error = pageError(query) ?? authError('request_failed')
  return renderErrorPage(error, config.basePath)
}
