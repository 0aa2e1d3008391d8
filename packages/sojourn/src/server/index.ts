/**
 * `sojourn/server`: the engine, from a request to a response.
 *
 * @module
 */
export type { Answer, EngineRequest, SessionRequest } from './answer.ts'
export { type Auth, createAuth } from './auth.ts'
export type { AuthConfig, Callbacks, Pages } from './config.ts'
export type { SessionSnapshot } from '../core/session.ts'
export type { SessionConfig } from './session/session-config.ts'
export type { RenewedSession, SessionClaims } from './session/session-strategy.ts'
