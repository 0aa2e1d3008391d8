/**
 * What a stored hash is: a string in the PHC format, `$kind$parameters$salt$hash`.
 *
 * A stored row is not to be trusted: whoever can write one must not be able to make this process take
 * gigabytes or minutes. So each kind says what it accepts before anything is computed.
 *
 * @see {@link https://github.com/P-H-C/phc-string-format | PHC string format}
 * @module
 */

/** What is kept of a password. */
export interface PasswordDigest {
  /** Random bytes that make equal passwords have different hashes. */
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

/** One way to hash passwords, with its cost parameters. */
export interface HashKind<Cost> {
  /** What stands between the first two `$`. */
  readonly id: string
  /** What a platform must be to compute it, to say to a developer. */
  readonly needs: string
  /** Whether this platform can compute it. */
  readonly isAvailable: boolean
  /** The cost of new hashes. */
  readonly cost: Cost
  /** The middle of the string: `$…`, without a closing `$`. */
  readonly formatCost: (cost: Cost) => string
  /** The cost that the middle of a string says; `null` if it is none, or beyond the bounds. */
  readonly parseCost: (text: string) => Cost | null
  /** Whether this cost is below that of new hashes. */
  readonly isBelow: (cost: Cost) => boolean
  /** Computes, in the thread pool. */
  readonly derive: (
    password: Uint8Array,
    salt: Uint8Array,
    length: number,
    cost: Cost,
  ) => Promise<Uint8Array>
}

/** Bytes of a new salt. */
export const saltLength = 16
/** Bytes of a new hash. */
export const hashLength = 32

/** Longest string that is looked at. The longest within the bounds is shorter. */
const maxLength = 512

const shape =
  /^\$(?<id>[a-z0-9-]{1,32})(?<cost>(?:\$[a-z]+=\d{1,10}(?:,[a-z]+=\d{1,10})*)*)\$(?<salt>[\w+/-]+)\$(?<hash>[\w+/-]+)$/

/**
 * Takes a string apart.
 *
 * @returns `null` if it is not of the format, or its salt (8 to 64 bytes) or hash (16 to 64 bytes) has no
 *   sensible length.
 */
export function parsePhc(
  text: string,
): { id: string; cost: string; digest: PasswordDigest } | null {
  if (text.length > maxLength) return null
  const { id, cost, salt, hash } = shape.exec(text)?.groups ?? {}
  if (id === undefined || cost === undefined || salt === undefined || hash === undefined)
    return null
  const digest = { salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
  const fits = isWithin(digest.salt.length, 8, 64) && isWithin(digest.hash.length, 16, 64)
  return fits ? { id, cost, digest } : null
}

/**
 * Puts a string together.
 *
 * @param cost The kind and its parameters: `$kind$parameters`.
 */
export function formatPhc(cost: string, digest: PasswordDigest): string {
  return `${cost}$${base64(digest.salt)}$${base64(digest.hash)}`
}

/** Whether a number is in a range, both ends included. */
export function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}

/** The format has no padding. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
