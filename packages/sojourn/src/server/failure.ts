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
import { type Answer, type EngineRequest, json, type SessionRequest } from './answer.ts'
import { describe } from './describe-error.ts'
import type { Engine } from './engine.ts'
import { emit } from './events.ts'
import { routeOf } from './request-path.ts'
import type { FailedStep, WireCodec } from './wire/codec.ts'

/**
 * Tells the operator. Messages only: causes may hold what a provider answered, tokens included. A logger
 * that fails has no say in what is answered.
 */
export function log(
  { config }: { readonly config: Pick<Engine['config'], 'logger'> },
  error: AuthError,
): void {
  const level = error.status >= 500 ? 'error' : 'warn'
  try {
    config.logger[level](error.code, describe(error))
  } catch {
    // Nobody is left to tell.
  }
}

/** Tells the operator, and the application's `failure` event. */
export async function report(
  engine: Engine,
  request: SessionRequest & { readonly route?: string | undefined },
  error: AuthError,
): Promise<void> {
  log(engine, error)
  const [action = '', provider] = routeOf(request, engine.config.basePath)?.split('/') ?? []
  await emit(engine, 'failure', { error, action, provider, request })
}

/** The answer to a request that failed outside of a sign-in. */
export async function answerFailure(
  engine: Engine,
  request: EngineRequest,
  error: AuthError,
): Promise<Answer> {
  if (request.method === 'GET' && request.headers.get('accept')?.includes('text/html')) {
    const { renderErrorPage } = await import('./pages/error-page.ts')
    const { look, basePath } = engine.config
    return renderErrorPage({ look: look(request), error, basePath })
  }
  return json(error.toJSON() satisfies ErrorBody, {
    status: error.status,
    headers: retryHeaders(error),
  })
}

/** A page's address with the failure in its query: `error` as the wire names it, and a stable `code`. */
export function failureUrl(
  wire: WireCodec,
  page: string,
  error: AuthError,
  step?: FailedStep,
): string {
  const url = new URL(page)
  const names = wire.failureNames(error, step)
  url.searchParams.set('error', names.error)
  url.searchParams.set('code', names.code)
  // By this NextAuth's clients know a form that did not match its browser.
  if (error.code === 'csrf_mismatch') url.searchParams.set('csrf', 'true')
  return url.href
}

/** Says when it is worth trying again (RFC 9110, section 10.2.3). */
export function retryHeaders({ retryAfter }: AuthError): Record<string, string> {
  return retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
}
