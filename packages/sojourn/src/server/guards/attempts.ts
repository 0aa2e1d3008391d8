/**
 * Limits on attempts: at passwords, at codes, and at having mails sent.
 *
 * Counted before the attempt is made, in the storage where it can count, so that all servers count together;
 * else in this process. Each kind is counted by what it is aimed at, by the network that it comes from, and by
 * both together. The narrowest comes first and what is refused by it counts no further, so that one guesser is
 * stopped early, many soon after, and nobody locks others out from one network.
 *
 * @module
 */
import { crypto as primitives } from '#crypto'
import { AuthError, authError } from '../../core/errors.ts'
import { type Attempts, isAtomic } from '../../core/storage.ts'
import type { SessionRequest } from '../answer.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import type { Engine } from '../engine.ts'
import { describeBrowser } from '../session/browser.ts'
import { networkOf } from '../../core/network.ts'
import type { AttemptKind } from './rate-limits.ts'

/** By what each kind is counted, and how often the limit that may be. */
const shares: Readonly<
  Record<
    AttemptKind,
    { readonly subject: number; readonly network?: number; readonly both?: number }
  >
> = {
  credentials: { both: 1, subject: 10, network: 30 },
  code: { subject: 1 },
  email: { both: 1, subject: 3, network: 4 },
}

/** Counts that a process keeps where no storage does, and how many are dropped when there are more. */
const kept = { most: 10_000, dropped: 1000 }

/** What is counted under, and how often the limit that may be. */
interface CountedKey {
  readonly key: string
  readonly share: number
  /** What becomes of it when the attempt succeeds: all of it is forgotten, or this one attempt. */
  readonly after: 'forgotten' | 'taken back'
}

/**
 * Counts an attempt that is about to be made.
 *
 * @param subjects What it is aimed at: a name, an address, the id of a code; of several each counts. Only
 *   digests are kept. Without any only the network counts.
 * @returns What forgets the attempts at these, because one succeeded. Of those from the network only this one is
 *   taken back: whoever owns one account would go on guessing at others.
 * @throws {AuthError} `attempts_exceeded`, with the seconds until the next is accepted; `storage_unavailable`.
 */
export async function countAttempt(
  engine: Engine,
  request: SessionRequest,
  kind: AttemptKind,
  ...subjects: readonly string[]
): Promise<() => Promise<void>> {
  const { now, rateLimits } = engine.config
  if (rateLimits === undefined) return async () => undefined
  const { limit, window } = rateLimits[kind]
  const time = now()
  const counted: CountedKey[] = []
  for (const keys of await keysOf(engine, request, kind, subjects)) {
    const over = await Promise.all(
      keys.map(async ({ key, share }) => {
        const { count: made, endsAt } = await count(engine, key, time, time + window)
        return made > limit * share ? endsAt : 0
      }),
    )
    const until = Math.max(0, ...over)
    if (until > 0) {
      const retryAfter = Math.max(1, Math.ceil((until - time) / 1000))
      throw authError('attempts_exceeded', { retryAfter })
    }
    counted.push(...keys)
  }
  return () => forget(engine, counted)
}

/** In the order in which they are counted; what is in one step is counted at once. */
async function keysOf(
  engine: Engine,
  request: SessionRequest,
  kind: AttemptKind,
  subjects: readonly string[],
): Promise<readonly (readonly CountedKey[])[]> {
  const { subject, network: ofNetwork, both } = shares[kind]
  const { address } = describeBrowser(engine, request)
  const network = address === null ? '' : networkOf(address)
  const digests = await Promise.all(
    // What people enter as a name may be anything, also a password in the wrong field.
    subjects.map(async (text) => primitives.sha256(text + engine.config.secrets[0])),
  )
  const named = (suffix: string, share: number): CountedKey[] =>
    digests.map((digest) => ({ key: `${kind}:${digest}${suffix}`, share, after: 'forgotten' }))
  return [
    ofNetwork === undefined || address === null
      ? []
      : [{ key: `${kind}:@${network}`, share: ofNetwork, after: 'taken back' }],
    both === undefined ? [] : named(`@${network}`, both),
    named('', subject),
  ]
}

async function count(engine: Engine, key: string, now: number, endsAt: number): Promise<Attempts> {
  const { storage } = engine.config
  if (storage !== undefined && isAtomic(storage)) {
    try {
      return await askStorage(() => storage.countAttempt(key, { now, endsAt }))
    } catch (error) {
      // A database of Auth.js that was not migrated yet is no reason to sign nobody in.
      if (!AuthError.is(error) || error.code !== 'storage_outdated') throw error
    }
  }
  const { attempts } = engine
  const known = attempts.get(key)
  const counted =
    known !== undefined && known.endsAt > now
      ? { count: known.count + 1, endsAt: known.endsAt }
      : { count: 1, endsAt }
  attempts.set(key, counted)
  if (attempts.size > kept.most) dropSome(attempts, now)
  return counted
}

/**
 * Drops what has ended, else what was counted least: names that somebody makes up push out one another, not the
 * one that is guessed at.
 */
function dropSome(attempts: Map<string, Attempts>, now: number): void {
  for (const [key, { endsAt }] of attempts) if (endsAt <= now) attempts.delete(key)
  if (attempts.size <= kept.most) return
  const least = [...attempts].toSorted(([, one], [, other]) => one.count - other.count)
  for (const [key] of least.slice(0, kept.dropped)) attempts.delete(key)
}

async function forget(engine: Engine, counted: readonly CountedKey[]): Promise<void> {
  const keysOfKind = (kind: CountedKey['after']): string[] =>
    counted.filter(({ after }) => after === kind).map(({ key }) => key)
  const [forgotten, returned] = [keysOfKind('forgotten'), keysOfKind('taken back')]
  const { attempts } = engine
  for (const key of forgotten) attempts.delete(key)
  for (const key of returned) {
    const known = attempts.get(key)
    if (known !== undefined) attempts.set(key, { ...known, count: known.count - 1 })
  }
  const { storage } = engine.config
  if (storage === undefined || !isAtomic(storage)) return
  try {
    await Promise.all([
      storage.forgetAttempts(forgotten),
      ...returned.map(async (key) => storage.takeBackAttempt(key)),
    ])
  } catch {
    // They end by themselves; who has just signed in does so.
  }
}
