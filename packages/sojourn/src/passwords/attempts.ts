/**
 * Limits: mails to one address, and what a signed-in person tries with a password or a token.
 *
 * Counted in the storage, before anything is tried, so that all servers count together.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { authError } from '../core/errors.ts'
import type { Keeper } from './keeper.ts'

/** So many in a window that begins with the first. As the engine's for mails and credentials. */
const limits = { mail: 5, person: 10 } as const

/** Milliseconds. */
const window = 15 * 60_000

/**
 * Counts an attempt that is about to be made.
 *
 * @param subject An address for `mail`; the id of who is signed in for `person`.
 * @returns Seconds until the next is accepted, if this one is not.
 */
async function countAttempt(
  { storage, now }: Keeper,
  kind: keyof typeof limits,
  subject: string,
): Promise<number | null> {
  const time = now()
  const digest = createHash('sha256').update(subject).digest('hex')
  const key = `passwords:${kind}:${digest}`
  const { count, endsAt } = await storage.countAttempt(key, { now: time, endsAt: time + window })
  return count > limits[kind] ? Math.max(1, Math.ceil((endsAt - time) / 1000)) : null
}

/** Whether a mail may go to an address; it is counted by asking. */
export async function mayMail(keeper: Keeper, email: string): Promise<boolean> {
  return (await countAttempt(keeper, 'mail', email)) === null
}

/**
 * Counts an attempt at something for which somebody is refused, if there were too many.
 *
 * @throws {AuthError} `attempts_exceeded`.
 */
export async function requireAttempt(
  keeper: Keeper,
  kind: keyof typeof limits,
  subject: string,
): Promise<void> {
  const retryAfter = await countAttempt(keeper, kind, subject)
  if (retryAfter !== null) throw authError('attempts_exceeded', { retryAfter })
}
