/**
 * Sessions as people read them, and the claims that a sealed session carries.
 *
 * @module
 */

/** What a session says of its person before a `session` callback adds its own. */
export interface SessionUser {
  name?: string | null | undefined
  email?: string | null | undefined
  image?: string | null | undefined
}

/** The fields every session has before a `session` callback adds its own. */
export interface DefaultSession {
  user?: SessionUser | undefined
  /** When the session ends unless it is renewed: ISO 8601, by the server's clock. */
  expires: string
}

/**
 * The session that components and routes read: what the `session` callback returns. Never holds the
 * session's secret. Augment this interface to add fields.
 */
export interface Session extends DefaultSession {}

/**
 * Where an application, or what is generated for it, registers its own types:
 *
 * - `session`: the session as components read it. Default: {@link Session}.
 * - `sessionData`: what the backend of the `local` provider says of a person.
 */
export interface Register {}

/** The session as registered. */
export type RegisteredSession = Register extends { session: infer Registered }
  ? Registered
  : Session

/** What the backend of the `local` provider says of a person, as registered. */
export type SessionData = Register extends { sessionData: infer Registered }
  ? Registered
  : Record<string, unknown>

/** What a server knew of the session when it read it: what it hands to the page that it renders. */
export interface SessionSnapshot {
  readonly session: RegisteredSession | null
  /** The server's clock at that moment, in milliseconds since the epoch. */
  readonly serverTime: number
  /**
   * From when on the browser should have the session renewed while its person is there, by the server's clock, in
   * milliseconds since the epoch: half the idle time after it was. Without it, half of what is left.
   */
  readonly renewAt?: number | undefined
}

/**
 * The session that a configuration makes: what its `session` callback returns, else {@link Session}. To register it
 * once for all hooks and helpers:
 *
 * @example
 * ```ts
 * declare module 'sojourn' {
 *   interface Register {
 *     session: InferSession<typeof authOptions>
 *   }
 * }
 * ```
 */
export type InferSession<Options> = Options extends {
  callbacks?: { session?: (...args: never[]) => infer Made } | undefined
}
  ? unknown extends Made
    ? Session
    : Extract<Awaited<Made>, object>
  : Session

/** The claims of a sealed session. Augment this interface to add fields. */
export interface JWT {
  name?: string | null | undefined
  email?: string | null | undefined
  picture?: string | null | undefined
  /** Id of the signed-in person. */
  sub?: string | undefined
  /** When this form was sealed, in seconds since the epoch. */
  iat?: number | undefined
  /** When it ends, in seconds since the epoch. */
  exp?: number | undefined
  /** Public id of the session. Kept over every renewal; a new sign-in gets a new one. */
  jti?: string | undefined
  [claim: string]: unknown
}
