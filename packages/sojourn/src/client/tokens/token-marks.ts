/**
 * Marks of tokens: they tell one token from the next, and say nothing of it.
 *
 * @module
 */
import { isRecord } from '../../core/protocol.ts'
import type { HeldTokens } from './held-tokens.ts'

/** A mark of 32 bits; 0 for no token. */
export function markOf(token: string | null): number {
  let mark = 0
  for (const letter of token ?? '') mark = (mark * 31 + letter.charCodeAt(0)) | 0
  return mark
}

/** Marks of the tokens that somebody sees; `undefined` for one that is not there, or that they may not see. */
export type TokenMarks = Record<keyof HeldTokens, number | undefined>

/** Marks of these tokens. */
export function marksOf({ token, refreshToken }: HeldTokens): TokenMarks {
  const mark = (value: string | null): number | undefined =>
    value === null ? undefined : markOf(value)
  return { token: mark(token), refreshToken: mark(refreshToken) }
}

/**
 * Whether the tokens have been replaced since somebody saw them: the access token, if they saw it and there is one, and
 * else the refresh token. A backend may rotate the latter for itself, which is no help to whose access token is over.
 *
 * A request leaves with the cookies of then: between the look at them and that, another tab may have had its answer.
 *
 * @param seen {@link TokenMarks} as they came, or anything: then nothing has been seen.
 * @param held The tokens of now. One that has gone has not been replaced.
 */
export function isReplaced(seen: unknown, held: HeldTokens): boolean {
  if (!isRecord(seen)) return false
  const which = typeof seen['token'] === 'number' && held.token !== null ? 'token' : 'refreshToken'
  const mark = seen[which]
  return typeof mark === 'number' && held[which] !== null && mark !== markOf(held[which])
}
