/**
 * `next-auth/providers/email`: sign-in by a link.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in Auth.js, for applications that were compiled against it. */
import type { Awaitable, Theme } from '../lib/types.mjs'
import type { CommonProviderOptions } from './index.mjs'
import type { NodemailerConfig, NodemailerUserConfig } from './nodemailer.mjs'

/** Kind of the provider. */
export type EmailProviderType = 'email'

/** What there is to send, and to whom. */
export interface EmailProviderSendVerificationRequestParams {
  /** Address. */
  identifier: string
  /** Address that the mail leads to. */
  url: string
  expires: Date
  provider: EmailConfig
  /** The secret that is in the link. */
  token: string
  theme: Theme
  request: Request
}

/** Sign-in by a link. */
export interface EmailConfig extends CommonProviderOptions {
  id: string
  type: 'email'
  name: string
  /** Sender. */
  from?: string
  /** Seconds for which a link is good. Default: a day. */
  maxAge?: number
  /** Sends the mail. */
  sendVerificationRequest: (params: EmailProviderSendVerificationRequestParams) => Awaitable<void>
  /** Goes into the digest under which a secret is stored. */
  secret?: string
  apiKey?: string
  server?: any
  /** Makes the secret of a link. Default: 256 random bits. */
  generateVerificationToken?: () => Awaitable<string>
  /** Spells an address, or throws to refuse it. */
  normalizeIdentifier?: (identifier: string) => string
  options?: EmailUserConfig
}

/** What an application passes to the factory. */
export type EmailUserConfig = Omit<Partial<EmailConfig>, 'options' | 'type'>

/** Id of a provider of mail. */
export type EmailProviderId = string & {}

/** @deprecated Use `next-auth/providers/nodemailer`. */
declare function Email(config: NodemailerUserConfig): NodemailerConfig
export default Email
