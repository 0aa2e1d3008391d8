/**
 * `next-auth/providers/email`: sign-in by a link.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in NextAuth, for applications that were compiled against it. */
import type { Awaitable, Theme } from '../core/types.mjs'
import type { CommonProviderOptions } from './index.mjs'

/** What there is to send, and to whom. */
export interface SendVerificationRequestParams {
  /** Address. */
  identifier: string
  /** Address that the mail leads to. */
  url: string
  expires: Date
  provider: EmailConfig
  /** The secret that is in the link. */
  token: string
  theme: Theme
}

/** What an application passes to the factory. */
export interface EmailUserConfig {
  /** What `createTransport` of nodemailer takes. */
  server?: any
  type?: 'email'
  /** Sender. */
  from?: string
  /** Seconds for which a link is good. Default: a day. */
  maxAge?: number
  /** Sends the mail. Default: by nodemailer. */
  sendVerificationRequest?: (params: SendVerificationRequestParams) => Awaitable<void>
  /** Makes the secret of a link. Default: 256 random bits. */
  generateVerificationToken?: () => Awaitable<string>
  /** Goes into the digest under which a secret is stored. */
  secret?: string
  /** Spells an address, or throws to refuse it. */
  normalizeIdentifier?: (identifier: string) => string
  /** Of ours: whether a code of 8 digits is sent instead of a link. Default `false`. */
  code?: boolean
}

/** Sign-in by a link. */
export interface EmailConfig extends CommonProviderOptions {
  id: 'email'
  type: 'email'
  name: 'Email'
  server: any
  from: string
  maxAge: number
  sendVerificationRequest: (params: SendVerificationRequestParams) => Awaitable<void>
  options: EmailUserConfig
  secret?: string
  generateVerificationToken?: () => Awaitable<string>
  normalizeIdentifier?: (identifier: string) => string
}

/** The factory. */
export type EmailProvider = (options: EmailUserConfig) => EmailConfig

/** Its name. */
export type EmailProviderType = 'Email'

/** Makes the provider. */
declare function Email(options: EmailUserConfig): EmailConfig
export default Email
