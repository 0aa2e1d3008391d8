/**
 * When an access token ends, as far as it says so itself.
 *
 * A JWT (RFC 7519) is read here, not believed: nobody is let in by it, and its signature is the backend's affair.
 *
 * @module
 */
import { isRecord } from '../../core/protocol.ts'

/** What a token says of its time. */
export interface AccessExpiry {
  /** When it was issued, by the backend's clock, in milliseconds since the epoch; `undefined` if it does not say. */
  readonly issuedAt: number | undefined
  /** When it ends, likewise. */
  readonly endsAt: number
  /** When it is time for another one: at most 30 seconds before the end, and after most of its life. */
  readonly renewAt: number
}

/** Reads the time of a token; `undefined` if it is no JWT with an end. */
export function readAccessExpiry(token: string): AccessExpiry | undefined {
  try {
    const [, payload = ''] = token.split('.')
    // Names and the like may be garbled: `atob` yields bytes, but the numbers are ASCII.
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    if (!isRecord(claims)) return undefined
    const { exp, iat } = claims
    if (typeof exp !== 'number') return undefined
    const endsAt = exp * 1000
    const issuedAt = typeof iat === 'number' && iat < exp ? iat * 1000 : undefined
    const life = issuedAt === undefined ? Infinity : endsAt - issuedAt
    return { issuedAt, endsAt, renewAt: endsAt - Math.min(30_000, life / 5) }
  } catch {
    return undefined
  }
}
