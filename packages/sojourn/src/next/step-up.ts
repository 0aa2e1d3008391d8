/**
 * Step-up in Next: server actions and route handlers that demand a recent or a strong sign-in.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthError } from '../core/errors.ts'
import { type AuthenticationDemand, type StepUpChallenge, toChallenge } from '../core/step-up.ts'
import { toSessionRequest } from '../node/index.ts'
import type { SessionClaims } from '../server/index.ts'
import { currentRequest, sessionRequest } from './current-request.ts'
import { type EngineOptions, getAuth } from './engine.ts'
import { headersRequest } from './route-request.ts'

export { isStepUpChallenge } from '../core/step-up.ts'
export type { AuthenticationDemand, StepUpChallenge }

/** What the pages router has at hand, before the options. */
type PagesArguments = [
  req: IncomingMessage,
  res: ServerResponse,
  options: EngineOptions | undefined,
  demand: AuthenticationDemand,
]

/**
 * The claims of a session whose person has signed in recently, or strongly, enough for what comes next. In route
 * handlers, server actions and server components.
 *
 * What it throws in a server action reaches the browser as an error without its code: there use
 * {@link withStepUp}.
 *
 * @param options What the handler was made of.
 * @param demand Default: being signed in is enough.
 * @throws {AuthError} `session_required`; `insufficient_user_authentication`, for {@link stepUpResponse};
 *   `configuration_invalid` if `acrValues` are demanded of stored sessions; `request_failed` if the `jwt` callback
 *   throws; `storage_unavailable`; `secret_missing`.
 * @throws {TypeError} If nobody could meet the demand.
 *
 * @example
 * ```ts
 * export async function POST() {
 *   try {
 *     await requireAuthentication(authOptions, { maxAge: 300 })
 *   } catch (error) {
 *     return stepUpResponse(error)
 *   }
 *   return Response.json(await deleteEverything())
 * }
 * ```
 */
export async function requireAuthentication(
  options: EngineOptions | undefined,
  demand?: AuthenticationDemand,
): Promise<SessionClaims>
/** The same in API routes and `getServerSideProps`. */
export async function requireAuthentication(
  req: IncomingMessage,
  res: ServerResponse,
  options: EngineOptions | undefined,
  demand: AuthenticationDemand,
): Promise<SessionClaims>
export async function requireAuthentication(
  ...args:
    | [options: EngineOptions | undefined, demand?: AuthenticationDemand | undefined]
    | PagesArguments
): Promise<SessionClaims> {
  if (isPagesRouter(args)) {
    const [req, , options, demand] = args
    const request = headersRequest(toSessionRequest(req).headers)
    return getAuth(options).requireAuthentication(request, demand)
  }
  const [options, demand] = args
  const request = sessionRequest(await currentRequest())
  return getAuth(options).requireAuthentication(request, demand)
}

function isPagesRouter(args: readonly unknown[]): args is PagesArguments {
  return args.length > 2
}

/**
 * A server action for those who have signed in recently, or strongly, enough. To all others, also to somebody whose
 * session has ended meanwhile, it returns a challenge as its value, for `useStepUp` or {@link isStepUpChallenge}: an
 * error that an action throws loses its code on the way to the browser.
 *
 * @param action Not called unless the demand is met. A challenge that it throws itself is returned, too.
 * @throws {AuthError} What {@link requireAuthentication} throws beyond that.
 *
 * @example
 * ```ts
 * 'use server'
 * export const transfer = withStepUp(authOptions, { maxAge: 300 }, async (amount: number) => …)
 * ```
 */
export function withStepUp<Args extends unknown[], Value>(
  options: EngineOptions,
  demand: AuthenticationDemand,
  action: (...args: Args) => Promise<Value>,
): (...args: Args) => Promise<Value | StepUpChallenge> {
  return async (...args) => {
    try {
      await requireAuthentication(options, demand)
      return await action(...args)
    } catch (error) {
      const challenge = toChallenge(error) ?? (isSessionRequired(error) ? first(demand) : undefined)
      if (challenge === undefined) throw error
      return challenge
    }
  }
}

function isSessionRequired(error: unknown): error is AuthError {
  return AuthError.is(error) && error.code === 'session_required'
}

/** The challenge to somebody who is not signed in at all. */
function first({ maxAge, acrValues }: AuthenticationDemand): StepUpChallenge {
  return {
    code: 'insufficient_user_authentication',
    message: 'You must be signed in for this. Sign in to go on.',
    ...(maxAge !== undefined && { max_age: maxAge }),
    ...(acrValues !== undefined && { acr_values: acrValues.join(' ') }),
  }
}

/**
 * What {@link requireAuthentication} throws, as the answer of a route handler: JSON with the status of the error,
 * which is 401 for a challenge.
 *
 * @throws What is no error of this package.
 */
export function stepUpResponse(error: unknown): Response {
  if (!AuthError.is(error)) throw error
  return Response.json(error.toJSON(), {
    status: error.status,
    headers: { 'cache-control': 'no-store' },
  })
}
