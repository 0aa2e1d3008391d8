/**
 * The inside of `createPasswords`: what its parts are handed.
 *
 * @module
 */
import type { Clock, Logger } from '../core/ports.ts'
import type { AtomicStorage } from '../core/storage.ts'
import type { Decoys } from './decoys.ts'
import type { SendMail } from './mail.ts'

/** What can be set where `createPasswords` is called. */
export interface PasswordsOptions {
  /** The present. Default: `Date.now`. */
  readonly now?: Clock | undefined
  /**
   * Sends mails: tokens, and news that people should know of. Without it passwords cannot be reset, nor
   * addresses verified or changed, and nobody is told.
   */
  readonly send?: SendMail | undefined
  /**
   * Given what goes on after an answer; it never rejects. For hosts that stop when the answer is out: `after`
   * of Next, `waitUntil` of the platform. Default: nobody is told.
   */
  readonly waitUntil?: ((work: Promise<void>) => void) | undefined
  /** Is told that a mail was not sent which nobody waited for. Default: the console. */
  readonly logger?: Pick<Logger, 'error'> | undefined
}

/** The storage, and the options with every default filled. */
export interface Keeper {
  readonly storage: AtomicStorage
  readonly now: Clock
  readonly send: SendMail | undefined
  readonly waitUntil: ((work: Promise<void>) => void) | undefined
  readonly logger: Pick<Logger, 'error'>
  /** What a refusal is to cost, as far as it was seen in this storage by this process. */
  readonly decoys: Decoys
}
