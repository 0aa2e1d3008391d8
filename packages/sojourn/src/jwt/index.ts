/**
 * `sojourn/jwt`: sealed sessions without an engine, for a middleware or another service.
 *
 * @module
 */
export type { JWT } from '../core/session.ts'
export type { DefaultJWT } from './default-jwt.ts'
export { getToken, type GetTokenParams, type TokenRequest } from './get-token.ts'
export {
  decode,
  encode,
  type JWTDecodeParams,
  type JWTEncodeParams,
  type Secret,
} from './session-token.ts'
