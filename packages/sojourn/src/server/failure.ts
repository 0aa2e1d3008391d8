/**
 * Failures as answers: on a page for people, as JSON for programs, in an address within a sign-in.
 *
 * Every one carries the stable code of the catalog. What actually went wrong goes to the log and
 * nowhere else.
 *
 * @module
 */
import { authError } from '../core/catalog.ts'
import { AuthError } from '../core/errors.ts'
import type { ErrorBody } from '../core/protocol.ts'
import { type Answer, type EngineRequest, json } from './answer.ts'
import type { Engine } from './engine.ts'

/** Whatever was thrown, as a failure of the catalog. */
export function toAuthError(error: unknown): AuthError {
  return AuthError.is(error) ? error : authError('request_failed', { cause: error })
}

/** Tells the operator. Messages only: causes may hold what a provider answered, tokens included. */
export function report(engine: Engine, error: AuthError): void {
  const level = error.status >= 500 ? 'error' : 'warn'
  engine.config.logger[level](error.code, describe(error))
}

/** The answer to a request that failed outside of a sign-in. */
export async function answerFailure(
  engine: Engine,
  request: EngineRequest,
  error: AuthError,
): Promise<Answer> {
  if (request.method === 'GET' && request.headers.get('accept')?.includes('text/html')) {
    const { renderErrorPage } = await import('./pages/error-page.ts')
    return renderErrorPage(error, engine.config.basePath)
  }
  return json(error.toJSON() satisfies ErrorBody, { status: error.status })
}

/** A page's address with the failure in its query: NextAuth's `error`, and our stable `code`. */
export function failureUrl(page: string, error: AuthError, providerCode?: 'OAuthSignin'): string {
  const url = new URL(page)
  const nextAuthCode = error.nextAuthCode ?? 'Callback'
  url.searchParams.set(
    'error',
    nextAuthCode === 'OAuthCallback' ? (providerCode ?? nextAuthCode) : nextAuthCode,
  )
  url.searchParams.set('code', error.code)
  // By this NextAuth's clients know a form that did not match its browser.
  if (error.code === 'csrf_mismatch') url.searchParams.set('csrf', 'true')
  return url.href
}

function describe(error: Error): string {
  const own = `${error.name}: ${error.message}`
  return error.cause instanceof Error ? `${own} <- ${describe(error.cause)}` : own
}
