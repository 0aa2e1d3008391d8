/**
 * What `sojourn/next` has beyond Auth.js, of a configuration written for Auth.js: on the engine of its `NextAuth`.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuthenticationDemand, StepUpChallenge } from '../../core/step-up.ts'
import type { Auth, SessionClaims } from '../../server/index.ts'
import { getAuth as engineOf } from '../engine.ts'
import * as stepUp from '../step-up.ts'
import { type ConfigureNextAuth, type NextAuthConfig, toEngineOptions } from './configuration.ts'

type Config = NextAuthConfig | ConfigureNextAuth

/** What the pages router has at hand, before the configuration. */
type PagesArguments = [
  req: IncomingMessage,
  res: ServerResponse,
  config: Config,
  demand: AuthenticationDemand,
]

/**
 * The engine that `NextAuth` has made of this configuration: for what is done on behalf of no request, such as listing
 * and ending sessions, and for sockets that end with a session.
 *
 * @param config The very object, or function, that `NextAuth` got.
 * @throws {AuthError} `secret_missing`.
 * @throws {TypeError} If the configuration cannot work.
 */
export function getAuth(config: Config): Auth {
  return engineOf(toEngineOptions(config))
}

/**
 * The claims of a session whose person has signed in recently, or strongly, enough for what comes next. In route
 * handlers, server actions and server components; what it throws is for {@link stepUpResponse}.
 *
 * @param config As for {@link getAuth}.
 * @param demand Default: being signed in is enough.
 * @throws {AuthError} As `requireAuthentication` of `sojourn/next`.
 * @throws {TypeError} If nobody could meet the demand.
 */
export async function requireAuthentication(
  config: Config,
  demand?: AuthenticationDemand,
): Promise<SessionClaims>
/** The same in API routes and `getServerSideProps`. */
export async function requireAuthentication(...args: PagesArguments): Promise<SessionClaims>
export async function requireAuthentication(
  ...args: [config: Config, demand?: AuthenticationDemand | undefined] | PagesArguments
): Promise<SessionClaims> {
  if (isPagesRouter(args)) {
    const [req, res, config, demand] = args
    return stepUp.requireAuthentication(req, res, toEngineOptions(config), demand)
  }
  const [config, demand] = args
  return stepUp.requireAuthentication(toEngineOptions(config), demand)
}

function isPagesRouter(args: readonly unknown[]): args is PagesArguments {
  return args.length > 2
}

/**
 * A server action for those who have signed in recently, or strongly, enough. To all others it returns a challenge as
 * its value, for `useStepUp`.
 *
 * @param config As for {@link getAuth}.
 * @param action Not called unless the demand is met. A challenge that it throws itself is returned, too.
 * @throws {AuthError} What {@link requireAuthentication} throws beyond that.
 */
export function withStepUp<Args extends unknown[], Value>(
  config: Config,
  demand: AuthenticationDemand,
  action: (...args: Args) => Promise<Value>,
): (...args: Args) => Promise<Value | StepUpChallenge> {
  return stepUp.withStepUp(toEngineOptions(config), demand, action)
}
