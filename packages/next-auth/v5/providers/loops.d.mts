/**
 * `next-auth/providers/loops`: sign-in by a link that Loops sends.
 *
 * @module
 */
import type { EmailConfig } from './email.mjs'

/** Sign-in by a link that Loops sends. */
export interface LoopsConfig extends EmailConfig {
  /** Id of the mail in Loops. */
  transactionalId?: string
}

/** What an application passes to the factory. */
export type LoopsUserConfig = Omit<Partial<LoopsConfig>, 'options' | 'type'>

/** Makes the provider. */
declare function Loops(config?: LoopsUserConfig): LoopsConfig
export default Loops
