/**
 * News of sessions: what this process has done to them, for those in it who watch one.
 *
 * Whoever ends or changes sessions says so here, and whoever watches hears it, at once: engines, passwords and
 * tokens do not know one another, and bundlers make several copies of each module for one process. So the listeners
 * hang on a symbol that all copies share. Without a listener telling costs nothing.
 *
 * Names of sessions are random, so they mean the same to everybody. Ids of people do not: two applications in one
 * process may both have a person `1`. What is told of a person is therefore never believed, but asked about.
 *
 * @module
 */

/**
 * Why a session has ended: somebody or the application ended it (`revoked`), its own browser signed out or signed in
 * anew (`signed-out`), or its time was over (`expired`).
 */
export type SessionEndCause = 'revoked' | 'signed-out' | 'expired'

/** What was done. A name is the public id of a session or the digest of its token. */
export type SessionNews =
  /** These sessions have ended. For certain: they are not asked about. */
  | { readonly kind: 'ended'; readonly names: readonly string[]; readonly cause: SessionEndCause }
  /** A sealed session now ends later, in milliseconds since the epoch. */
  | { readonly kind: 'renewed'; readonly name: string; readonly expiresAt: number }
  /** Some sessions of a person may have ended: the storage knows which. */
  | { readonly kind: 'doubtful'; readonly userId: string }
  /** What sessions of a person say has changed. The one that is excepted, by its name, knows it already. */
  | { readonly kind: 'changed'; readonly userId: string; readonly except?: string | undefined }

type Listeners = Set<(news: SessionNews) => void>

const key = Symbol.for('sojourn.session-news')
const shared = globalThis as { [key]?: Listeners }

/** Tells everybody in this process. */
export function tellSessionNews(news: SessionNews): void {
  for (const listener of shared[key] ?? []) listener(news)
}

/**
 * Hears what is told from now on.
 *
 * @param listener Must not throw.
 * @returns Stops it.
 */
export function hearSessionNews(listener: (news: SessionNews) => void): () => void {
  const listeners = (shared[key] ??= new Set())
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
