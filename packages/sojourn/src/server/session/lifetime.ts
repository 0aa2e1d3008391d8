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
  return (
    now >= expiresAt - lifetime.idleTime + updateAgeOf(rules, lifetime) &&
    expiryOf(rules, lifetime, now) > expiresAt
  )
}

/** Between two renewals that are written; in proportion, where a session of its own is shorter than all others. */
export function updateAgeOf(rules: SessionRules, { idleTime }: Lifetime): number {
  return Math.min(rules.updateAge, (rules.updateAge / rules.idleTime) * idleTime)
}

/**
 * From when on a browser should have a session renewed whose person is there: half the idle time after it was, or when
 * a renewal first has an effect.
 *
 * @param expiresAt When it ends as it is. Cookies say it in whole seconds.
 * @param updateAge Milliseconds after a renewal in which another one has no effect.
 * @returns `undefined` if no renewal would make it last longer.
 */
export function renewAtOf(
  rules: SessionRules,
  lifetime: Lifetime,
  expiresAt: number,
  updateAge = 0,
): number | undefined {
  const { idleTime, signedInAt } = lifetime
  const isLast = signedInAt + rules.maxLifetime - expiresAt < 1000
  if (isLast || updateAge >= idleTime) return undefined
  return expiresAt - idleTime + Math.max(idleTime / 2, updateAge)
}
