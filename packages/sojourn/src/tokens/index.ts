/**
 * `sojourn/tokens`: the backend of the `local` and `refresh` providers, and of any client that holds tokens.
 *
 * @module
 */
export type { AccessTokenClaims } from './access-token.ts'
export { createTokens } from './create-tokens.ts'
export type { TokenEvents, TokenRequestInfo } from './events.ts'
export type { TokenRateLimit, TokenRateLimits } from './attempts.ts'
export type { AccessTokenOptions, RefreshTokenOptions, Tokens, TokensOptions } from './tokens.ts'
