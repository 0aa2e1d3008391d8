/**
 * `sojourn`: the types that every part shares, and the errors. Harmless to import anywhere.
 *
 * @module
 */
export type { Account, TokenSet } from './core/account.ts'
export type { EmailProvider, VerificationRequest } from './core/email-provider.ts'
export { authError, AuthError, type AuthErrorCode } from './core/errors.ts'
export type { Clock, Logger } from './core/ports.ts'
export type { ListedSession, PublicProvider, ProvidersBody } from './core/protocol.ts'
export type {
  CredentialInput,
  CredentialsProvider,
  CredentialsRequest,
  Endpoint,
  OAuthProvider,
  OidcProvider,
  Provider,
  ProviderInput,
} from './core/provider.ts'
export type { ProviderOptions } from './core/provider-options.ts'
export type {
  DefaultSession,
  InferSession,
  JWT,
  Register,
  RegisteredSession,
  Session,
  SessionData,
} from './core/session.ts'
export type { Adapter } from './core/adapter.ts'
export type {
  AtomicStorage,
  AuthStorage,
  BasicStorage,
  SessionRecord,
  NewAccount,
  NewUser,
  StoredAccount,
  StoredUser,
} from './core/storage.ts'
export type { Theme } from './core/theme.ts'
export type { Profile, User, UserInput } from './core/user.ts'
