/**
 * What the engine itself keeps in a sealed session, under one claim of its own.
 *
 * Callbacks neither see nor change it. It survives a NextAuth server that runs beside this one: that seals
 * what it finds under a new `jti` and `iat`, so neither of them counts here where there are facts.
 *
 * @module
 */
import { isRecord } from '../../core/protocol.ts'
import type { JWT } from '../../core/session.ts'
import { type Authentication, isAuthentication } from './authentication.ts'

/** The claim's name: one that no application has by accident. */
const claim = 'sojourn.session'

/** What the engine keeps. Instants are milliseconds since the epoch. */
export interface SealedFacts extends Authentication {
  /** Public id of the session. */
  readonly id: string
  /** When the request came that signed its person in. */
  readonly signedInAt: number
  /** Id of the stored person; `undefined` if people are not stored. */
  readonly userId?: string | undefined
  /** When the storage was last asked for the session's record; `undefined` if it has none. */
  readonly checkedAt?: number | undefined
  /** `false`: the browser drops the session when it is closed. */
  readonly remember?: false | undefined
}

/** Claims that were checked, and what the engine keeps beside them. */
export interface OpenedSession {
  /** The application's, and the registered ones. */
  readonly claims: JWT & { exp: number }
  /** `undefined` if another system has sealed it. */
  readonly facts: SealedFacts | undefined
  /** Whether it came in a form or a cookie of the system before, from which it is to move. */
  readonly isForeign: boolean
}

/** Parts what was opened, which is changed by it. `null` if it is no session. */
export function partClaims(
  opened: Record<string, unknown>,
  isForeign: boolean,
): OpenedSession | null {
  if (typeof opened['exp'] !== 'number' || isCheck(opened)) return null
  if (typeof opened['iat'] !== 'number') delete opened['iat']
  const claims = opened as JWT & { exp: number }
  const sealed = opened[claim]
  // The last that was sealed, so that taking it away costs less than copying all others.
  if (sealed !== undefined) delete opened[claim]
  if (!isFacts(sealed)) return { claims, facts: undefined, isForeign }
  claims.jti = sealed.id
  return { claims, facts: sealed, isForeign }
}

/**
 * What is sealed.
 *
 * @param times.iat When the session last slid, and `exp` the end, in seconds since the epoch.
 */
export function withFacts(
  claims: JWT,
  facts: SealedFacts,
  times: { readonly iat: number; readonly exp: number },
): JWT {
  return { ...claims, ...times, jti: facts.id, [claim]: facts }
}

/** Whose session it is. The application may give its claims another subject than people have in the storage. */
export function ownerOf({ claims, facts }: OpenedSession): string | undefined {
  return facts?.userId ?? claims.sub
}

/** What NextAuth before 4.24.5 sealed under the key of sessions: half of a sign-in (CVE-2023-48309). */
const checks = ['value', 'state', 'nonce', 'code_verifier']
const beside = new Set(['iat', 'exp', 'jti', 'provider'])

function isCheck(claims: Readonly<Record<string, unknown>>): boolean {
  // One look settles the ordinary case.
  if (!checks.some((name) => name in claims)) return false
  return Object.keys(claims).filter((name) => !beside.has(name)).length === 1
}

function isFacts(value: unknown): value is SealedFacts {
  if (!isRecord(value)) return false
  const { id, signedInAt, userId, checkedAt, remember } = value
  return (
    typeof id === 'string' &&
    typeof signedInAt === 'number' &&
    (userId === undefined || typeof userId === 'string') &&
    (checkedAt === undefined || typeof checkedAt === 'number') &&
    (remember === undefined || remember === false) &&
    isAuthentication(value)
  )
}
