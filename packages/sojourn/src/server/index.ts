/**
 * `sojourn/server`: the engine, from a request to a response.
 *
 * @module
 */
export type { Answer, EngineRequest, SessionRequest } from './answer.ts'
export type { AccountKey, LinkedAccount } from './accounts/manage-accounts.ts'
export { type Auth, type ConfigureAuth, createAuth } from './auth.ts'
export type { CookieOption, CookiesOption } from './cookie-options.ts'
export type { JwtOptions } from './session/custom-sealer.ts'
export type { AuthConfig, Callbacks, Pages } from './config.ts'
export type { Events } from './events.ts'
export type { RateLimit, RateLimits } from './guards/rate-limits.ts'
export type { Look, PageTexts, TextsOption } from './pages/look.ts'
export type { SessionSnapshot } from '../core/session.ts'
export type { AuthenticationDemand } from '../core/step-up.ts'
export type { SessionConfig } from './session/session-config.ts'
export type { RenewalOptions, RenewedSession, SessionClaims } from './session/session-strategy.ts'
export type { SessionEnd, SessionEndListener } from './watch/session-end.ts'
export type { SessionEndCause } from '../core/session-news.ts'
