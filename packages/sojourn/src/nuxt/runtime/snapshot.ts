/**
 * The first snapshot: what the server knew when it rendered the page.
 *
 * @module
 */
import type { SessionSnapshot } from '../../core/session.ts'

/** What was known of the session when the page was rendered, and when it was read. */
export interface PageSnapshot extends SessionSnapshot {
  /** Place in the order of states, if the rendering got beyond what was read first. */
  readonly version?: number
  /** When the server last answered, in milliseconds since the epoch, likewise. */
  readonly refreshedAt?: number | undefined
}

/**
 * Reads the session for the page of one request; once, however often it is called. `undefined`: the page
 * is for everybody, or the session could not be read; the browser asks after it has hydrated.
 */
export type ReadSnapshot = () => Promise<PageSnapshot | undefined>

declare module 'h3' {
  interface H3EventContext {
    /** Set by the server plugin for the rendering of the page. */
    readSessionSnapshot?: ReadSnapshot
  }
}
