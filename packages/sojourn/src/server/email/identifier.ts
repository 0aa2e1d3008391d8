/**
 * Whom a link or a code is for.
 *
 * @module
 */
import type { Account } from '../../core/account.ts'
import { normalizeEmail } from '../../core/email-address.ts'
import { authError } from '../../core/errors.ts'
import type { EmailEntry } from './resolve-email-provider.ts'

/** Characters that an application's own function is given; far more than an address has. */
const maxLength = 1024

/**
 * The address that somebody entered, in the one spelling in which it is stored, asked for and mailed to.
 *
 * @throws {AuthError} `email_invalid` if it is not the address of exactly one mailbox.
 */
export function readIdentifier({ declared }: EmailEntry, entered: unknown): string {
  const { normalizeIdentifier } = declared
  if (normalizeIdentifier === undefined) return required(normalizeEmail(entered))
  if (typeof entered !== 'string' || entered.length > maxLength) throw authError('email_invalid')
  let spelt: unknown
  try {
    spelt = normalizeIdentifier(entered)
  } catch (cause) {
    throw authError('email_invalid', { cause })
  }
  const identifier = required(normalizeEmail(spelt))
  // Another spelling would be looked for than is stored.
  if (identifier !== spelt) throw authError('email_invalid')
  return identifier
}

function required(address: string | null): string {
  if (address === null) throw authError('email_invalid')
  return address
}

/** The account of an address, as callbacks and events see it. */
export function emailAccount({ id }: EmailEntry, identifier: string): Account {
  return { provider: id, type: 'email', providerAccountId: identifier }
}
