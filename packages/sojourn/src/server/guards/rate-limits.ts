/**
 * How many attempts are accepted, as an application writes it and with every default filled.
 *
 * @module
 */

/** So many attempts in so many seconds. */
export interface RateLimit {
  limit: number
  /** Seconds. Counting begins with the first attempt. */
  window: number
}

/** What an application writes under `rateLimits`. */
export interface RateLimits {
  /**
   * Attempts at one name from one network address; ten times as many at one name. A sign-in that succeeds ends
   * the count. Thirty times as many that fail from one network. Default: 10 in 15 minutes.
   */
  credentials?: RateLimit | undefined
  /** Attempts at one code. Default: 5 in its life. */
  code?: RateLimit | undefined
  /**
   * Mails to one address that are asked for from one network; three times as many to one address, four times
   * as many from one network. Default: 5 in 15 minutes.
   */
  email?: RateLimit | undefined
}

/** What is limited. */
export type AttemptKind = keyof RateLimits

/** The same with every default filled; milliseconds. `undefined`: not limited. */
export type ResolvedRateLimits = Readonly<
  Record<AttemptKind, { readonly limit: number; readonly window: number }>
>

const defaults: Readonly<Record<AttemptKind, RateLimit>> = {
  credentials: { limit: 10, window: 15 * 60 },
  code: { limit: 5, window: 15 * 60 },
  email: { limit: 5, window: 15 * 60 },
}

/**
 * Fills the defaults.
 *
 * @throws {TypeError} If a limit is no whole number above 0.
 */
export function resolveRateLimits(
  limits: RateLimits | false | undefined,
): ResolvedRateLimits | undefined {
  if (limits === false) return undefined
  const resolved = (kind: AttemptKind): { limit: number; window: number } => {
    const { limit, window } = { ...defaults[kind], ...limits?.[kind] }
    if (!Number.isInteger(limit) || limit < 1 || !(window > 0)) {
      throw new TypeError(
        `rateLimits.${kind} must have a limit, a whole number above 0, and a window, in seconds above 0.`,
      )
    }
    return { limit, window: window * 1000 }
  }
  return {
    credentials: resolved('credentials'),
    code: resolved('code'),
    email: resolved('email'),
  }
}
