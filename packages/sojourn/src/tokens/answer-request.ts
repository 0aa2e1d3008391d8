/**
 * From a request to an answer: path, method, route; and what a failure becomes.
 *
 * @module
 */
import { AuthError, asAuthError, authError } from '../core/errors.ts'
import { refusal } from './answer.ts'
import type { Backend } from './backend.ts'
import { describeError } from './describe-error.ts'
import { emit, type TokenRequestInfo } from './events.ts'
import { readAddress } from './network-address.ts'
import type { Route } from './routes/context.ts'
import { answerKeySet } from './routes/key-set.ts'
import { login } from './routes/login.ts'
import { logout } from './routes/logout.ts'
import { refresh } from './routes/refresh.ts'
import { register } from './routes/register.ts'
import { readSession } from './routes/session.ts'
import { listSessions, revokeSessions } from './routes/sessions.ts'

/** Characters of `User-Agent` that are kept. */
const maxUserAgent = 512

/** By path, then by method. The paths are NuxtAuth's defaults. */
const routes: ReadonlyMap<string, ReadonlyMap<string, Route>> = new Map([
  ['/login', new Map([['POST', login]])],
  ['/register', new Map([['POST', register]])],
  ['/session', new Map([['GET', readSession]])],
  ['/refresh', new Map([['POST', refresh]])],
  ['/logout', new Map([['POST', logout]])],
  [
    '/sessions',
    new Map([
      ['GET', listSessions],
      ['POST', revokeSessions],
    ]),
  ],
  ['/.well-known/jwks.json', new Map([['GET', answerKeySet]])],
])

/** Answers a request. Never rejects. */
export async function answerRequest(
  backend: Backend,
  request: Request,
  address: string | null | undefined,
): Promise<Response> {
  const begunAt = backend.now()
  const path = pathOf(backend, request)
  const methods = routes.get(path)
  if (methods === undefined) return refusal(authError('action_unknown'), { status: 404 })
  const route = methods.get(request.method)
  if (route === undefined) {
    const headers = { allow: [...methods.keys()].join(', ') }
    return refusal(authError('method_unsupported'), { status: 405, headers })
  }
  const from: TokenRequestInfo = {
    address: readAddress(address),
    userAgent: request.headers.get('user-agent')?.slice(0, maxUserAgent) ?? null,
  }
  try {
    return await route({ backend, request, from, begunAt })
  } catch (thrown) {
    const error = asAuthError(thrown, 'request_failed')
    report(backend, error)
    // A token that has expired happens every few minutes to everybody.
    if (error.code !== 'access_token_invalid') {
      await emit(backend, 'failure', { error, path, ...from })
    }
    return refusal(error)
  }
}

/** Below the base; nothing that is a route elsewhere. */
function pathOf({ basePath }: Backend, request: Request): string {
  const { pathname } = new URL(request.url)
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : ''
}

/** Tells an operator what is not the client's doing. */
function report({ logger }: Backend, error: AuthError): void {
  if (error.status < 500) return
  try {
    logger.error(error.code, describeError(error.cause ?? error))
  } catch {
    // Nobody is left to tell.
  }
}
