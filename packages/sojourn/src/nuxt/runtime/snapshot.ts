/**
 * The first snapshot: what the server knew when it rendered the page.
 *
 * @module
 */
import type { Session } from '../../core/session.ts'

/** A session as the server read it, and when. */
export interface SessionSnapshot {
  /** `undefined`: the server did not ask, or could not; the browser asks after it has hydrated. */
  readonly session: Session | null | undefined
  /** The server's clock when it read the session, in milliseconds since the epoch. */
  readonly serverTime: number | undefined
  /** Whether the server could not ask. */
  readonly failed: boolean
}

/** Reads the session for the page of one request; once, however often it is called. */
export type ReadSnapshot = () => Promise<SessionSnapshot>

declare module 'h3' {
  interface H3EventContext {
    /** Set by the server plugin for the rendering of the page. */
    readSessionSnapshot?: ReadSnapshot
  }
}
