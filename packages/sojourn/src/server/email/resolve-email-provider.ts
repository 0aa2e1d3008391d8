/**
 * Providers of sign-in by e-mail as the engine uses them.
 *
 * @module
 */
import type { EmailProvider } from '../../core/email-provider.ts'

/** A provider of sign-in by e-mail, with every default filled. */
export interface EmailEntry {
  readonly type: 'email'
  readonly id: string
  readonly name: string
  /** How long a link or code is good, in milliseconds. */
  readonly lifetime: number
  /** Whether codes are sent instead of links. */
  readonly code: boolean
  /** What the application declared, for its own functions. */
  readonly declared: EmailProvider
}

const seconds = 1000
const day = 24 * 60 * 60

/** ASVS 6.5.5. */
const longestCode = 10 * 60

/**
 * Fills the defaults.
 *
 * @param declared With the application's options laid over the factory's defaults.
 * @throws {TypeError} If it cannot send, or its links would be good for no time.
 */
export function resolveEmailProvider(declared: EmailProvider): EmailEntry {
  const { id, name, code = false, sendVerificationRequest } = declared
  if (typeof sendVerificationRequest !== 'function') {
    throw new TypeError(
      `The provider "${id}" has no sendVerificationRequest. Write one, or use sojourn/providers/email.`,
    )
  }
  const { maxAge = code ? longestCode : day } = declared
  if (!(maxAge > 0)) {
    throw new TypeError(`The provider "${id}" needs a maxAge in seconds, above 0.`)
  }
  return {
    type: 'email',
    id,
    name,
    code,
    // Factories of NextAuth say a day, for their links.
    lifetime: (code ? Math.min(maxAge, longestCode) : maxAge) * seconds,
    declared,
  }
}
