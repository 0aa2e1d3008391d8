/**
 * Limits on attempts: at passwords, at codes, and at having mails sent.
 *
 * Counted before the attempt is made, in the storage where it can count, so that all servers count together;
 * else in this process. Each kind is counted by what it is aimed at, by the network address that it comes from,
 * and by both together: one guesser is stopped early, many soon after, and a person whose name is being guessed
 * elsewhere still gets in.
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
import type { AttemptKind } from './rate-limits.ts'

/** Counts that a process keeps where no storage does. */
const maxKept = 10_000

/** By what each kind is counted, and how much of the limit that is. */
const scopes: Readonly<Record<AttemptKind, { subject: number; address?: number; both?: number }>> =
  {
    credentials: { both: 1, subject: 10, address: 30 },
    code: { subject: 1 },
    email: { subject: 1, address: 4 },
  }

/**
 * Counts an attempt that is about to be made.
 *
 * @param subject What it is aimed at: a name, an address, the id of a code. Only its digest is kept. Without one
 *   only the network address counts.
 * @returns What forgets the attempts at this, because one succeeded. Those from the network address stay: whoever
 *   owns one account would go on guessing at others.
 * @throws {AuthError} `attempts_exceeded`, with the seconds until the next is accepted; `storage_unavailable`.
 */
export async function countAttempt(
  engine: Engine,
  request: SessionRequest,
  kind: AttemptKind,
  subject: string | undefined,
): Promise<() => Promise<void>> {
  const { now, rateLimits } = engine.config
  if (rateLimits === undefined) return async () => undefined
  const { limit, window } = rateLimits[kind]
  const counted = await keysOf(engine, request, kind, subject)
  const time = now()
  // The network first: what is refused for it adds no counts of names, of which there are as many as one likes.
  for (const isOfSubject of [false, true]) {
    const over = await Promise.all(
      counted
        .filter((entry) => entry.isOfSubject === isOfSubject)
        .map(async ({ key, share }) => {
          const { count: made, endsAt } = await count(engine, key, time, time + window)
          return made > limit * share ? endsAt : 0
        }),
    )
    const until = Math.max(0, ...over)
    if (until > 0) {
      const retryAfter = Math.max(1, Math.ceil((until - time) / 1000))
      throw authError('attempts_exceeded', { retryAfter })
    }
  }
  return () =>
    forget(
      engine,
      counted.filter(({ isOfSubject }) => isOfSubject).map(({ key }) => key),
    )
}

/** What is counted under, and how much of the limit it has. */
interface CountedKey {
  readonly key: string
  readonly share: number
  readonly isOfSubject: boolean
}

async function keysOf(
  engine: Engine,
  request: SessionRequest,
  kind: AttemptKind,
  subject: string | undefined,
): Promise<CountedKey[]> {
  const shares = scopes[kind]
  const { address } = describeBrowser(engine, request)
  const keys: CountedKey[] = []
  if (subject !== undefined) {
    // What people enter as a name may be anything, also a password in the wrong field.
    const digest = await primitives.sha256(subject + engine.config.secrets[0])
    keys.push({ key: `${kind}:${digest}`, share: shares.subject, isOfSubject: true })
    if (shares.both !== undefined) {
      const key = `${kind}:${digest}@${address === null ? '' : networkOf(address)}`
      keys.push({ key, share: shares.both, isOfSubject: true })
    }
  }
  if (shares.address !== undefined && address !== null) {
    keys.push({
      key: `${kind}:@${networkOf(address)}`,
      share: shares.address,
      isOfSubject: false,
    })
  }
  return keys
}

/** The network of an address: of IPv6 the first half, for a single customer has all of the second. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  // The URL parser spells each address in one way.
  const host = URL.parse(`http://[${address.replace(/%.*$|[[\]]/g, '')}]`)?.hostname
  if (host === undefined) return address
  const mapped = /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(host)
  if (mapped !== null) {
    // A socket for both writes an IPv4 address so.
    const [high = 0, low = 0] = mapped.slice(1).map((part) => Number.parseInt(part, 16))
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  // `::` stands for as many zeros as are missing.
  const [head = '', tail = ''] = host.slice(1, -1).split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail.split(':').filter(Boolean)
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
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
  const isOpen = known !== undefined && known.endsAt > now
  const counted = isOpen ? { count: known.count + 1, endsAt: known.endsAt } : { count: 1, endsAt }
  attempts.delete(key)
  attempts.set(key, counted)
  if (attempts.size > maxKept) dropSome(attempts, now)
  return counted
}

/** Drops what has ended, else what was counted longest ago. */
function dropSome(attempts: Map<string, Attempts>, now: number): void {
  for (const [key, { endsAt }] of attempts) {
    if (attempts.size <= maxKept && endsAt > now) return
    attempts.delete(key)
  }
}

async function forget(engine: Engine, keys: readonly string[]): Promise<void> {
  const { storage } = engine.config
  for (const key of keys) engine.attempts.delete(key)
  if (storage === undefined || !isAtomic(storage)) return
  try {
    await storage.forgetAttempts(keys)
  } catch {
    // They end by themselves; who has just signed in does so.
  }
}
