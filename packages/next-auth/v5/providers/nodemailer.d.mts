/**
 * `next-auth/providers/nodemailer`: sign-in by a link that nodemailer sends.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in Auth.js, for applications that were compiled against it. */
import type { EmailConfig } from './email.mjs'

/** Sign-in by a link that nodemailer sends. */
export interface NodemailerConfig extends EmailConfig {
  /** What `createTransport` of nodemailer takes. */
  server?: any
  options?: NodemailerUserConfig
}

/** What an application passes to the factory. */
export type NodemailerUserConfig = Omit<Partial<NodemailerConfig>, 'options' | 'type'>

/** Makes the provider. */
declare function Nodemailer(config: NodemailerUserConfig): NodemailerConfig
export default Nodemailer
