/**
 * `#auth` of the provider `local`: who asks, in server routes.
 *
 * @module
 */
import { createError, type H3Error, type H3Event } from 'h3'
import type { AuthError } from '../../../../core/errors.ts'
import { isAllowed, type Needs } from '../../../../core/permissions.ts'
import type { SessionData } from '../../../../core/session.ts'
import { tokenServer } from './server-tokens.ts'

/**
 * The session of a request, or `null`: nobody is signed in, or the backend could not be asked, which is then in the log.
 * Refreshes the tokens first if need be; the new ones go out with the answer, so ask before it begins. Asked once for
 * each request, however often it is read.
 *
 * In a route that the backend itself consists of, while it is asked for the session, this is `null`.
 */
export async function getServerSession(event: H3Event): Promise<SessionData | null> {
  const { data } = await readSession(event)
  return data
}

async function readSession(
  event: H3Event,
): Promise<{ data: SessionData | null; error?: AuthError | undefined }> {
  const { client, look } = tokenServer().tokensOf(event)
  await look()
  const { data, error } = client.store.get()
  return { data: (data ?? null) as SessionData | null, error }
}

/**
 * The access token of a request, without its prefix; refreshed if it has ended. `null` if nobody is signed in, or no
 * refresh could be had.
 *
 * @example
 * ```ts
 * const token = await getToken({ event })
 * return $fetch('https://api.example.com/orders', { headers: { authorization: `Bearer ${token}` } })
 * ```
 */
export async function getToken({ event }: { event: H3Event }): Promise<string | null> {
  return tokenServer().tokensOf(event).client.getToken()
}

/**
 * The session of a request that must have one.
 *
 * @param needs Roles, of which one is enough, and permissions, all of them. Default: being signed in is enough.
 * @throws {H3Error} 401 if nobody is signed in, 403 if the session does not allow it, 503 if the backend could not be
 *   asked.
 *
 * @example
 * ```ts
 * export default defineEventHandler(async (event) => {
 *   const session = await requireSession(event, { roles: ['admin'] })
 * })
 * ```
 */
export async function requireSession(event: H3Event, needs: Needs = {}): Promise<SessionData> {
  const { data, error } = await readSession(event)
  if (data === null) throw refusal(error === undefined ? 401 : 503)
  if (!isAllowed(data, needs)) throw refusal(403)
  return data
}

const refusals = {
  401: ['Unauthorized', 'Sign in first.'],
  403: ['Forbidden', 'Your account does not allow this.'],
  503: [
    'Service Unavailable',
    'It could not be found out whether you are signed in. Try again in a moment.',
  ],
} as const

function refusal(statusCode: keyof typeof refusals): H3Error {
  const [statusMessage, message] = refusals[statusCode]
  return createError({ statusCode, statusMessage, message })
}
