/**
 * Failures as answers: on a page for people, as JSON for programs, in an address within a sign-in.
 *
 * Every one carries the stable code of the catalog. What actually went wrong goes to the log and
 * nowhere else.
 *
 * @module
 */
import type { AuthError } from '../core/errors.ts'
import type { ErrorBody } from '../core/protocol.ts'
import { type Answer, type EngineRequest, json } from './answer.ts'
import type { Engine } from './engine.ts'

/**
 * Tells the operator. Messages only: causes may hold what a provider answered, tokens included. A logger
 * that fails has no say in what is answered.
 */
export function report(engine: Engine, error: AuthError): void {
  const level = error.status >= 500 ? 'error' : 'warn'
  try {
    engine.config.logger[level](error.code, describe(error))
  } catch {
    // Nobody is left to tell.
  }
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

/** The messages of an error and its causes; not those of a parser, which quote what they were given. */
function describe(error: Error, depth = 5): string {
  const own = error instanceof SyntaxError ? error.name : `${error.name}: ${error.message}`
  if (!(error.cause instanceof Error) || depth === 0) return own
  return `${own} <- ${describe(error.cause, depth - 1)}`
}
