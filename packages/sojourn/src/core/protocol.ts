/**
 * The wire between client and engine, as both sides see it: paths, bodies, headers.
 *
 * It is the wire of NextAuth v4, so that either side can be theirs. What it lacks for our client
 * travels in a response header, which other clients ignore. How the server writes it (cookie names,
 * the body for "no session") is a codec in `server/wire/`; the client reads both forms here.
 *
 * @module
 */
import type { Session } from './session.ts'

/** Where the endpoints are, unless the configuration says otherwise. */
export const defaultBasePath = '/api/auth'

/**
 * Response header of every answer about a session: the server's clock when it read the session, in
 * milliseconds since the epoch. It tells the client how far its own clock is off, and which of two
 * answers is the newer one.
 */
export const timeHeader = 'x-sojourn-time'

/**
 * `GET /session` with this parameter is a question that no person has caused: the session does not slide by it, so that
 * a page which is left alone keeps nobody signed in. Other servers know nothing of it, and renew.
 */
export const unattended = 'unattended'

/** `Cache-Control` of a page with something of a person in it: no cache that others are served from. */
export const personal = 'private, no-store'

/** One entry of the answer to `GET /providers`. */
export interface PublicProvider {
  id: string
  name: string
  type: 'oauth' | 'oidc' | 'email' | 'credentials'
  /** Absolute URL to POST to, to begin. */
  signinUrl: string
  /** Absolute URL to which the provider sends the browser back. */
  callbackUrl: string
}

/** Answer to `GET /providers`: by id, in the order of the configuration. */
export type ProvidersBody = Record<string, PublicProvider>

/** Answer to `GET /csrf`. */
export interface CsrfBody {
  csrfToken: string
}

/** Body of `POST /session`. */
export interface UpdateBody {
  csrfToken: string
  /** Passed to the `jwt` callback as `session`, unvalidated. */
  data?: unknown
}

/** One entry of the answer to `GET /sessions`. Instants are milliseconds since the epoch. */
export interface ListedSession {
  /** Public id, to revoke it by. */
  readonly id: string
  /** Whether it is the session that asks. */
  readonly isCurrent: boolean
  /** `null` if it was begun by a system that did not say. */
  readonly signedInAt: number | null
  /** When it was last renewed; `null` if it was not yet. */
  readonly renewedAt: number | null
  readonly expiresAt: number
  /** `User-Agent` of its browser. Written by the browser: show it as text. */
  readonly userAgent: string | null
  readonly address: string | null
}

/** Answer to `GET /sessions` and `POST /sessions`: newest first. */
export interface SessionsBody {
  sessions: readonly ListedSession[]
}

/** Body of `POST /sessions`. */
export interface RevocationBody {
  csrfToken: string
  /** Public id of a session, `others` for all but this one, or `all`. */
  revoke: string
}

/** Answer to a POST with `json=true`, in place of a redirect. */
export interface RedirectBody {
  url: string
}

/** Answer of an address that refused, in place of a page. */
export interface ErrorBody {
  code: string
  message: string
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads the answer to `GET /session` or `POST /session`. NextAuth v4 says `{}` for "no session",
 * Auth.js v5 says `null`; both are `null` here. Anything else is a session if our engine has said the time with it, or if
 * it says who it is (`user`) or when it ends (`expires`): other JSON is from somebody else, such as a proxy.
 *
 * @param serverTime What the answer's {@link timeHeader} says, if it has one.
 * @returns The session, `null` for none, `undefined` if the body is neither.
 */
export function readSessionBody(body: unknown, serverTime?: number): Session | null | undefined {
  if (body === null) return null
  if (!isRecord(body)) return undefined
  if (Object.keys(body).length === 0) return null
  const isSession = serverTime !== undefined || 'user' in body || 'expires' in body
  return isSession ? (body as unknown as Session) : undefined
}
