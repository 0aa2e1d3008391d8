/**
 * Whose session it is, as far as a page can tell.
 *
 * @module
 */
import { isRecord } from '../core/protocol.ts'

/**
 * Names the person of a session: by the id that the application shows, else by the address, else by all that there
 * is.
 *
 * @returns `undefined` if nobody is known.
 */
export function personOf(session: unknown): string | undefined {
  if (!isRecord(session)) return undefined
  // What an application puts there need not be of any shape.
  const { user } = session
  const { id, email } = isRecord(user) ? user : {}
  return JSON.stringify(id ?? email ?? user ?? '')
}
