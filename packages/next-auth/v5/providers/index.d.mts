/**
 * `next-auth/providers`: what a provider is.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in Auth.js, for applications that were compiled against it. */
import type { Profile } from '../lib/types.mjs'
import type { CredentialsConfig } from './credentials.mjs'
import type { EmailConfig } from './email.mjs'
import type { OAuth2Config, OIDCConfig } from './oauth.mjs'
import type { WebAuthnConfig, WebAuthnProviderType } from './webauthn.mjs'

export type * from './credentials.mjs'
export type * from './email.mjs'
export type * from './oauth.mjs'

/** Kind of a provider. */
export type ProviderType = 'oidc' | 'oauth' | 'email' | 'credentials' | WebAuthnProviderType

/** What every provider has. */
export interface CommonProviderOptions {
  /** Names the provider in URLs. */
  id: string
  /** Shown on the button. */
  name: string
  type: ProviderType
}

interface InternalProviderOptions {
  /** What the application passed to the factory. */
  options?: Record<string, unknown>
}

type AnyConfig<P> = (
  | OIDCConfig<P>
  | OAuth2Config<P>
  | EmailConfig
  | CredentialsConfig
  | WebAuthnConfig
) &
  InternalProviderOptions

/** One way to sign in, or a factory that finds what it needs in the environment. */
export type Provider<P extends Profile = any> = (AnyConfig<P> | ((...args: any) => AnyConfig<P>)) &
  InternalProviderOptions

/** What may stand in `providers`. */
export type AppProviders = Provider[]

/** A provider as pages know it. */
export interface AppProvider extends CommonProviderOptions {
  signinUrl: string
  callbackUrl: string
}

/** The factories by the ids of what they make. */
export type BuiltInProviders = Record<ProviderId, (config?: any) => AnyConfig<any>>

/** Id of a provider. */
export type ProviderId = string & {}
