/**
 * The tests' side of the token backend in the application `nuxt-auth-apps/local`.
 *
 * @module
 */
import type { RunningServer } from './server.ts'

/** A request that the backend got. */
export interface Noted {
  /** Method and path. */
  readonly request: string
  readonly authorization?: string
  readonly cookie?: string
  readonly body?: unknown
}

/** What can be set of the backend; see `server/utils/backend.ts` there. */
export interface BackendSettings {
  readonly reset?: boolean
  readonly accessLife?: number
  readonly sessionDelay?: number
  readonly refreshDelay?: number
  readonly signOutFails?: boolean
}

/** Changes the backend; with `reset` it first forgets everything but Ada. */
export async function setBackend(server: RunningServer, changes: BackendSettings): Promise<void> {
  await fetch(`${server.url}/api/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(changes),
  })
}

/** What the backend was asked since it was reset. */
export async function notedBy(server: RunningServer): Promise<Noted[]> {
  const response = await fetch(`${server.url}/api/control`)
  return (await response.json()) as Noted[]
}

/** The same, methods and paths alone. */
export async function requestsTo(server: RunningServer): Promise<string[]> {
  return (await notedBy(server)).map(({ request }) => request)
}
