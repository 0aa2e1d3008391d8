/**
 * When a session ends and when a renewal of it is due.
 *
 * @module
 */
import type { SessionRules } from './session-config.ts'

/** What the end of a session hangs on, beside the rules for all. */
export interface Lifetime {
  /** Idle time of this very session, in milliseconds. */
  readonly idleTime: number
  /** When its person signed in, in milliseconds since the epoch. */
  readonly signedInAt: number
}

/** When a session ends that is renewed now: after its idle time, and not beyond its absolute limit. */
export function expiryOf(rules: SessionRules, lifetime: Lifetime, now: number): number {
  return Math.min(now + lifetime.idleTime, lifetime.signedInAt + rules.maxLifetime)
}

/**
 * Whether a stored session should be renewed: `updateAge` has passed since it was, and a renewal would
 * make it last longer.
 *
 * @param expiresAt When it ends as it is.
 */
export function isRenewalDue(
  rules: SessionRules,
  lifetime: Lifetime,
  expiresAt: number,
  now: number,
): boolean {
  // In proportion, where a session of its own is shorter than all others.
  const updateAge = Math.min(
    rules.updateAge,
    (rules.updateAge / rules.idleTime) * lifetime.idleTime,
  )
  return (
    now >= expiresAt - lifetime.idleTime + updateAge && expiryOf(rules, lifetime, now) > expiresAt
  )
}
