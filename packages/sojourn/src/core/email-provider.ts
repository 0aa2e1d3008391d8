/**
 * Sign-in by e-mail, as an application declares it: a link, or a code to type in.
 *
 * Names are those of NextAuth v4 and Auth.js v5, so that their `email` providers fit.
 *
 * @module
 */
import type { Theme } from './theme.ts'

/** The application's theme, as far as it says something. */
export type MailTheme = { [Part in keyof Theme]?: Exclude<Theme[Part], undefined> }

/** What there is to send, and to whom. */
export interface VerificationRequest {
  /** Address of exactly one mailbox, in the one spelling in which it is stored. */
  identifier: string
  /** Address that the mail leads to. With a code: the page to type it in. */
  url: string
  /** When the link or the code ends. */
  expires: Date
  /** The provider, with the application's options laid over it: an {@link EmailProvider}, and what else it has. */
  // Functions of other packages name types of their own here, which no single type would fit.
  // oxlint-disable-next-line typescript/no-explicit-any
  provider: any
  /** The secret that is in the link; or the code. Whoever reads it can sign in. */
  token: string
  theme: MailTheme
  /** The request that asked. Its body has been read. */
  request: Request
}

/** Sign-in by e-mail. Needs a storage that keeps people and one-time secrets. */
export interface EmailProvider {
  /** Names the provider in URLs. Letters, digits, `-` and `_`. */
  id: string
  /** Shown on the sign-in button. */
  name: string
  type: 'email'
  /** Sender of the mails. */
  from?: string | undefined
  /** What `nodemailer` takes: a URL, or its options. Of no meaning to the engine. */
  server?: unknown
  /** Key of a mail service. Of no meaning to the engine. */
  apiKey?: string | undefined
  /**
   * Seconds for which a link or code is good. Default: a day for a link; 10 minutes for a code, which is also
   * the most that one gets (ASVS 6.5.5).
   */
  maxAge?: number | undefined
  /**
   * Whether a code of 8 digits is sent instead of a link. It counts in the browser that asked for it, and
   * nowhere else. Default `false`.
   */
  code?: boolean | undefined
  /** Sends the mail. What it throws is reported, and the person is told that nothing was sent. */
  sendVerificationRequest: (params: VerificationRequest) => unknown
  /**
   * Makes the secret of a link. Default: 256 random bits in hex. Whoever guesses it signs in, so where there is
   * one, attempts at links are limited as those at credentials are.
   */
  generateVerificationToken?: (() => string | PromiseLike<string>) | undefined
  /**
   * Spells an address, or throws to refuse it. What it returns must be one mailbox in the engine's own spelling:
   * NFKC, trimmed, in lower case. Default: that spelling.
   */
  normalizeIdentifier?: ((identifier: string) => string) | undefined
  /** Goes into the digest under which a secret is stored. Default: the engine's. */
  secret?: string | undefined
  /** What the application passed to the factory; laid over the factory's defaults. */
  options?: object | undefined
}
