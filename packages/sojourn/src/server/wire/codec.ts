/**
 * What a wire must say: everything in which NextAuth v4 and Auth.js v5 differ, as one object. Nothing
 * else in the engine asks which of them it speaks.
 *
 * @module
 */
import type { Session } from '../../core/session.ts'
import type { CookieSpec } from '../cookies.ts'

/** The cookies of one scheme, http or https. */
export interface CookieNames {
  readonly sessionToken: CookieSpec
  readonly csrfToken: CookieSpec
  /** Prefix: each sign-in in progress has its own cookie. */
  readonly transaction: CookieSpec
  /** Ids of sessions that this browser ended a moment ago. */
  readonly endedSessions: CookieSpec
}

/** One wire. */
export interface WireCodec {
  /** Names and attributes of cookies for an http (`false`) or https (`true`) address. */
  readonly cookies: (secure: boolean) => CookieNames
  /** HKDF parameters of the key that seals sessions (RFC 5869). */
  readonly sealing: { readonly salt: string; readonly info: string }
  /** The body that answers for a session, or for none. */
  readonly sessionBody: (session: Session | null) => unknown
  /** Whether a POST wants `{ url }` in place of a redirect. */
  readonly wantsJson: (body: Readonly<Record<string, unknown>>) => boolean
}
