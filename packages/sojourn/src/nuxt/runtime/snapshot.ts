/**
 * The first snapshot: what the server knew when it rendered the page.
 *
 * @module
 */
import type { SessionSnapshot } from '../../core/session.ts'

/**
 * Reads the session for the page of one request; once, however often it is called. `undefined`: the page is for
 * everybody, the server is not to look, or the session could not be read; the browser asks after it has hydrated.
 */
export type ReadSnapshot = () => Promise<SessionSnapshot | undefined>

declare module 'h3' {
  interface H3EventContext {
    /** Set by the server plugin for the rendering of the page. */
    readSessionSnapshot?: ReadSnapshot
  }
}
