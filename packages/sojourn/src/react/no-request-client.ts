/**
 * What stands in for `request-client.ts` in a bundle for browsers, where nobody's request is answered.
 *
 * @module
 */
import { createSessionClient, type SessionClient } from '../client/session-client.ts'

/** A client that asks below `/api/auth` of this origin, as in a worker of a page. */
export function createRequestClient(): SessionClient {
  return createSessionClient()
}
