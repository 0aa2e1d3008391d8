/**
 * `next-auth/providers`: what a provider is.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in NextAuth, for applications that were compiled against it. */
import type {
  CredentialsConfig,
  CredentialsProvider,
  CredentialsProviderType,
} from './credentials.mjs'
import type { EmailConfig, EmailProvider, EmailProviderType } from './email.mjs'
import type { OAuthConfig, OAuthProvider, OAuthProviderType } from './oauth.mjs'

export * from './oauth.mjs'
export * from './email.mjs'
export * from './credentials.mjs'

/** Kind of a provider. */
export type ProviderType = 'oauth' | 'email' | 'credentials'

/** What every provider has. */
export interface CommonProviderOptions {
  /** Names the provider in URLs. */
  id: string
  /** Shown on the button. */
  name: string
  type: ProviderType
  /** What the application passed to the factory. */
  options?: any
}

/** One way to sign in. */
export type Provider = OAuthConfig<any> | EmailConfig | CredentialsConfig

/** The factories by the names of what they make. */
export type BuiltInProviders = Record<OAuthProviderType, OAuthProvider> &
  Record<CredentialsProviderType, CredentialsProvider> &
  Record<EmailProviderType, EmailProvider>

/** What may stand in `providers`. */
export type AppProviders = Array<Provider | ReturnType<BuiltInProviders[keyof BuiltInProviders]>>

/** A provider as pages know it. */
export interface AppProvider extends CommonProviderOptions {
  signinUrl: string
  callbackUrl: string
}

/** Those that answer to `redirect: false` in NextAuth; here all do. */
export type RedirectableProviderType = 'email' | 'credentials'

/** Ids of the providers that come with the package. */
export type BuiltInProviderType = RedirectableProviderType | OAuthProviderType
