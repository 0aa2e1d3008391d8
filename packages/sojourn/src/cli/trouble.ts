/**
 * What the command says where it cannot go on.
 *
 * @module
 */

/** Why something cannot be used, in a sentence, and what to do. */
export interface Trouble {
  /** What is the case. Never holds a password. */
  readonly text: string
  /** What to do about it. */
  readonly mend: string
}
