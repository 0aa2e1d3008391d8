/**
 * News: what one tab tells the others of the session.
 *
 * A tab adopts what was learned by the tokens that the cookies hold now, and asks otherwise: clocks of tabs differ, and
 * a message may have waited while somebody else signed in. So news carries a mark of the token that it was learned by.
 *
 * @module
 */

/** News. Everything on the origin can write into the channel, so nothing is believed of its parts. */
export interface TokenNews {
  /** What is known of the person. */
  readonly data: unknown
  /** Mark of the token that it was learned by. */
  readonly mark: unknown
  /** Whether `data` is `null` because somebody has signed out. */
  readonly isOver: unknown
}
