/**
 * `next-auth/adapters`: the storage, as Auth.js v5 asks it.
 *
 * @module
 */
import type { Account, Authenticator, Awaitable, User } from './lib/types.mjs'

/** A person as the storage has them. */
export interface AdapterUser extends User {
  id: string
  email: string
  emailVerified: Date | null
}

/** Kind of an account. */
export type AdapterAccountType = 'oauth' | 'oidc' | 'email' | 'webauthn'

/** What JSON can say. */
export type JsonValue = JsonPrimitive | JsonObject | JsonArray
export type JsonPrimitive = string | number | boolean | null
export type JsonArray = JsonValue[]
export type JsonObject = { [Key in string]?: JsonValue }

/** An account as the storage has it. */
export interface AdapterAccount extends Account {
  userId: string
  type: AdapterAccountType
}

/** A session as the storage has it. */
export interface AdapterSession {
  sessionToken: string
  userId: string
  expires: Date
}

/** The secret of a link, as the storage has it. */
export interface VerificationToken {
  identifier: string
  expires: Date
  token: string
}

/** A device key, as the storage has it. */
export interface AdapterAuthenticator extends Authenticator {
  userId: string
}

/** A storage. Its functions are declared as methods, so that those of any version's own types fit. */
export interface Adapter {
  createUser?(user: AdapterUser): Awaitable<AdapterUser>
  getUser?(id: string): Awaitable<AdapterUser | null>
  getUserByEmail?(email: string): Awaitable<AdapterUser | null>
  getUserByAccount?(
    providerAccountId: Pick<AdapterAccount, 'provider' | 'providerAccountId'>,
  ): Awaitable<AdapterUser | null>
  updateUser?(user: Partial<AdapterUser> & Pick<AdapterUser, 'id'>): Awaitable<AdapterUser>
  deleteUser?(userId: string): Promise<void> | Awaitable<AdapterUser | null | undefined>
  linkAccount?(
    account: AdapterAccount,
  ): Promise<void> | Awaitable<AdapterAccount | null | undefined>
  unlinkAccount?(
    providerAccountId: Pick<AdapterAccount, 'provider' | 'providerAccountId'>,
  ): Promise<void> | Awaitable<AdapterAccount | undefined>
  createSession?(session: AdapterSession): Awaitable<AdapterSession>
  getSessionAndUser?(
    sessionToken: string,
  ): Awaitable<{ session: AdapterSession; user: AdapterUser } | null>
  updateSession?(
    session: Partial<AdapterSession> & Pick<AdapterSession, 'sessionToken'>,
  ): Awaitable<AdapterSession | null | undefined>
  deleteSession?(sessionToken: string): Promise<void> | Awaitable<AdapterSession | null | undefined>
  createVerificationToken?(
    verificationToken: VerificationToken,
  ): Awaitable<VerificationToken | null | undefined>
  useVerificationToken?(params: {
    identifier: string
    token: string
  }): Awaitable<VerificationToken | null>
  getAccount?(
    providerAccountId: AdapterAccount['providerAccountId'],
    provider: AdapterAccount['provider'],
  ): Awaitable<AdapterAccount | null>
  getAuthenticator?(credentialID: string): Awaitable<AdapterAuthenticator | null>
  createAuthenticator?(authenticator: AdapterAuthenticator): Awaitable<AdapterAuthenticator>
  listAuthenticatorsByUserId?(userId: string): Awaitable<AdapterAuthenticator[]>
  updateAuthenticatorCounter?(
    credentialID: string,
    newCounter: number,
  ): Awaitable<AdapterAuthenticator>
}
