/**
 * People, accounts and sessions for the cases of the contract.
 *
 * @module
 */
import type {
  AuthStorage,
  NewAccount,
  NewSession,
  NewUser,
  StoredUser,
} from '../../core/storage.ts'
import { expectPresent } from './check.ts'

/** One hour, in milliseconds. */
export const hour = 60 * 60 * 1000

/** Somebody to store. The name becomes the address, too. */
export function person(name: string, columns: Partial<StoredUser> = {}): NewUser {
  return { name, email: `${name}@example.com`, emailVerified: null, image: null, ...columns }
}

/** Stores somebody. */
export async function signUp(
  storage: AuthStorage,
  name: string,
  parts?: Parameters<AuthStorage['createUser']>[1],
): Promise<StoredUser> {
  return expectPresent(
    `createUser of ${name}, whose address is free`,
    await storage.createUser(person(name), parts),
    'nobody could sign up',
  )
}

/** An account at a provider named `hub`. */
export function hubAccount(providerAccountId: string): NewAccount {
  return {
    provider: 'hub',
    type: 'oauth',
    providerAccountId,
    access_token: 'a',
    expires_at: 2_000_000_000,
  }
}

/** A session that began at `now` and lasts an hour. Its token is `sha256:` and its id. */
export function sessionOf(
  userId: string,
  id: string,
  now: number,
  fields: Partial<NewSession> = {},
): NewSession {
  return {
    id,
    token: tokenOf(id),
    userId,
    expiresAt: now + hour,
    signedInAt: now,
    renewedAt: now,
    idleTime: null,
    persistent: true,
    userAgent: null,
    address: null,
    ...fields,
  }
}

/** What stands for the token of a session of {@link sessionOf}. */
export function tokenOf(id: string): string {
  return `sha256:${id}`
}

/** Whether the session of a token can be read. */
export async function isReadable(storage: AuthStorage, ...tokens: string[]): Promise<boolean> {
  return (await storage.readSession(tokens)) !== null
}
