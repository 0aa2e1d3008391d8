/**
 * Authentication: when and how somebody has proven who they are, which may be before they signed in here.
 *
 * A provider at which somebody is signed in already sends them back without a question. In OpenID Connect the ID
 * token may say so: `auth_time`, `acr` and `amr` (OpenID Connect Core, section 2).
 *
 * @module
 */

/** What a provider has said of it, in a token that was checked. What it has not said is undefined. */
export interface Authentication {
  /** When the person proved who they are, in milliseconds since the epoch: `auth_time`. 0 if nobody can say. */
  readonly authenticatedAt?: number | undefined
  /** Level of assurance. */
  readonly acr?: string | undefined
  /** Methods that were used, such as `pwd` and `otp` (RFC 8176). */
  readonly amr?: readonly string[] | undefined
}

/** Characters of a level or a method. They travel in the cookie. */
const maxName = 255
/** Milliseconds that the provider's clock may be ahead. */
const maxAhead = 60_000
/** Methods that are kept. */
const maxMethods = 8

/**
 * Reads what the claims of an ID token say.
 *
 * @param claims Of a token whose signature was verified.
 * @param now In milliseconds since the epoch.
 */
export function readAuthentication(
  claims: Readonly<Record<string, unknown>>,
  now: number,
): Authentication {
  const { auth_time: time, acr, amr } = claims
  return {
    ...(time !== undefined && { authenticatedAt: readTime(time, now) }),
    ...(isName(acr) && { acr }),
    ...(areMethods(amr) && { amr }),
  }
}

/** What is no time of the past, such as milliseconds or a text, was long ago: it proves nothing of today. */
function readTime(seconds: unknown, now: number): number {
  if (typeof seconds !== 'number') return 0
  const time = Math.floor(seconds * 1000)
  return time <= now + maxAhead ? Math.min(time, now) : 0
}

/** Whether a value is what {@link readAuthentication} makes. */
export function isAuthentication(value: {
  readonly authenticatedAt?: unknown
  readonly acr?: unknown
  readonly amr?: unknown
}): value is Authentication {
  const { authenticatedAt, acr, amr } = value
  return (
    (authenticatedAt === undefined || typeof authenticatedAt === 'number') &&
    (acr === undefined || isName(acr)) &&
    (amr === undefined || areMethods(amr))
  )
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxName
}

function areMethods(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= maxMethods && value.every(isName)
}
