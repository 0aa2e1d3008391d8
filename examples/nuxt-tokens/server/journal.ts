/**
 * What happened to each session, for the page to show: the last of it, in memory.
 *
 * @module
 */

/** `repeated`: somebody else had just refreshed with the same token, and this one got the same answer. */
export type Happening = 'refreshed' | 'repeated' | 'signed-in'

/** A line of the journal. */
export interface JournalEntry {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly what: Happening
}

const maxEntries = 6
const maxSessions = 1000

/** By session, the one that was written to last at the end. */
const journals = new Map<string, readonly JournalEntry[]>()

/** Writes a line. */
export function note(session: string, what: Happening): void {
  const entries = [{ at: Date.now(), what }, ...(journals.get(session) ?? [])]
  journals.delete(session)
  journals.set(session, entries.slice(0, maxEntries))
  const [oldest] = journals.keys()
  if (journals.size > maxSessions && oldest !== undefined) journals.delete(oldest)
}

/** The last lines, newest first. */
export function readJournal(session: string): readonly JournalEntry[] {
  return journals.get(session) ?? []
}
