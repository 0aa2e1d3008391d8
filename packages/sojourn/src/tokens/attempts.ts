/**
 * Limits: attempts at passwords, and sign-ups.
 *
 * Counted before the attempt is made, in the storage, so that all servers count together. By network and name
 * first, then by network, then by name; what is refused counts no further. So one guesser is stopped early, many
 * soon after, and nobody locks others out from one network. `passwords` itself counts neither.
 *
 * @module
 */
import { createHmac } from 'node:crypto'
import { normalizeEmail } from '../core/email-address.ts'
import { authError } from '../core/errors.ts'
import { ask } from './ask-storage.ts'
import type { Backend } from './backend.ts'
import { networkOf } from '../core/network.ts'

/** So many attempts in so many seconds. */
export interface TokenRateLimit {
  /** Whole number above 0. */
  readonly limit: number
  /** Seconds. Counting begins with the first attempt. */
  readonly window: number
}

/** How many attempts are accepted. */
export interface TokenRateLimits {
  /**
   * Sign-ins to one address from one network; ten times as many to one address, thirty times as many from one network.
   * One that succeeds ends the count of its address. Default: 10 in 15 minutes.
   */
  readonly login?: TokenRateLimit | undefined
  /**
   * Sign-ups with one address from one network; three times as many with one address, ten times as many from one
   * network. Default: 5 in 15 minutes.
   */
  readonly register?: TokenRateLimit | undefined
}

/** What is limited. */
export type AttemptKind = keyof TokenRateLimits

/** With every default filled; milliseconds. */
export type ResolvedRateLimits = Readonly<
  Record<AttemptKind, { readonly limit: number; readonly window: number }>
>

/** How often the limit may be counted by each. */
const shares: Readonly<
  Record<AttemptKind, { readonly network: number; readonly subject: number }>
> = { login: { network: 30, subject: 10 }, register: { network: 10, subject: 3 } }

const defaults: Readonly<Record<AttemptKind, TokenRateLimit>> = {
  login: { limit: 10, window: 15 * 60 },
  register: { limit: 5, window: 15 * 60 },
}

/** An attempt that was counted. */
export interface CountedAttempt {
  /**
   * Forgets the attempts at this name, because one succeeded. Of those from the network only this one is taken back:
   * whoever owns one account would go on guessing at others.
   */
  readonly forget: () => Promise<void>
}

/**
 * Fills the defaults.
 *
 * @returns `undefined`: nothing is limited.
 * @throws {TypeError} If a limit is no whole number above 0.
 */
export function resolveRateLimits(
  limits: TokenRateLimits | false | undefined,
): ResolvedRateLimits | undefined {
  if (limits === false) return undefined
  const resolved = (kind: AttemptKind): { limit: number; window: number } => {
    const { limit, window } = limits?.[kind] ?? defaults[kind]
    if (!Number.isInteger(limit) || limit < 1 || !(window > 0)) {
      throw new TypeError(
        `rateLimits.${kind} must have a limit, a whole number above 0, and a window, in seconds above 0.`,
      )
    }
    return { limit, window: window * 1000 }
  }
  return { login: resolved('login'), register: resolved('register') }
}

/**
 * Counts an attempt that is about to be made.
 *
 * @param name The address it is aimed at, as entered. Only a keyed digest is kept: it may be a password in the wrong
 *   field.
 * @throws {AuthError} `attempts_exceeded`, with the seconds until the next is accepted; `storage_unavailable`.
 */
export async function countAttempt(
  { storage, keys, now, rateLimits }: Backend,
  kind: AttemptKind,
  name: string,
  address: string | null,
): Promise<CountedAttempt> {
  if (rateLimits === undefined) return { forget: async () => undefined }
  const { limit, window } = rateLimits[kind]
  const time = now()
  const subject = createHmac('sha256', keys[0].digestKey)
    .update(`attempt\n${normalizeEmail(name) ?? name.trim().toLowerCase()}`)
    .digest('hex')
  const prefix = `tokens:${kind}:`
  const network = address === null ? null : `@${networkOf(address)}`
  const byNetwork = network === null ? null : prefix + network
  const byName = prefix + subject
  const byBoth = network === null ? null : byName + network

  const count = async (key: string | null, most: number): Promise<void> => {
    if (key === null) return
    const counted = await ask(() => storage.countAttempt(key, { now: time, endsAt: time + window }))
    if (counted.count <= most) return
    const retryAfter = Math.max(1, Math.ceil((counted.endsAt - time) / 1000))
    throw authError('attempts_exceeded', { retryAfter })
  }
  await count(byBoth, limit)
  await count(byNetwork, limit * shares[kind].network)
  await count(byName, limit * shares[kind].subject)

  return {
    async forget() {
      try {
        await storage.forgetAttempts(byBoth === null ? [byName] : [byBoth, byName])
        if (byNetwork !== null) await storage.takeBackAttempt(byNetwork)
      } catch {
        // They end by themselves; who has just signed in does so.
      }
    },
  }
}
