/**
 * `next-auth/providers/twitter`.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in NextAuth, for applications that were compiled against it. */
import type { OAuthConfig, OAuthUserConfig } from './oauth.mjs'

/** What Twitter says of a person, by OAuth 1. */
export interface TwitterLegacyProfile extends Record<string, any> {}

/** What Twitter says of a person. */
export interface TwitterProfile extends Record<string, any> {}

/** By OAuth 1, which is refused when the engine is made. */
export declare function TwitterLegacy<P extends Record<string, any> = TwitterLegacyProfile>(
  options: OAuthUserConfig<P>,
): OAuthConfig<P>

/** Makes the provider. `version: '2.0'` must be asked for. */
declare function Twitter<P extends Record<string, any> = TwitterLegacyProfile | TwitterProfile>(
  options: OAuthUserConfig<P>,
): OAuthConfig<P>
export default Twitter
