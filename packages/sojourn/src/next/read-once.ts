/**
 * Reading a session once for a page, however many of its components ask.
 *
 * By what React keeps for one rendering, and nothing that would outlive it: a server action that changes the session,
 * or the person behind it, is followed by a rendering that reads anew.
 *
 * @module
 */
import type { Auth, SessionSnapshot } from '../server/index.ts'

type Readings = Map<Auth, Promise<SessionSnapshot>>

/** What of React this takes. Before version 19 it may have none of it, and outside a rendering it keeps nothing. */
export interface Rendering {
  readonly cache?: (<T>(make: () => T) => () => T) | undefined
}

/** What `read` gives, asked once while a page is rendered; everywhere else, such as in a server action, each time. */
export type ReadOnce = (
  auth: Auth,
  read: () => Promise<SessionSnapshot>,
) => Promise<SessionSnapshot>

/** Makes it of the application's React. */
export function createReadOnce({ cache }: Rendering): ReadOnce {
  const make = (): Readings => new Map()
  const readings = cache === undefined ? make : cache(make)
  return async (auth, read) => {
    const known = readings()
    let reading = known.get(auth)
    if (reading === undefined) known.set(auth, (reading = read()))
    return reading
  }
}

let created: Promise<ReadOnce> | undefined

/** By the React that Next renders with. Loaded when it is needed: a proxy has no use for it. */
export const readOnce: ReadOnce = async (auth, read) =>
  (await (created ??= import('react').then(createReadOnce)))(auth, read)
