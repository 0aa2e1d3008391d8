/**
 * `GET /session`: who an access token is about.
 *
 * @module
 */
import { json } from '../answer.ts'
import { requireCaller } from '../caller.ts'
import type { RouteContext } from './context.ts'

export async function readSession({ backend, request }: RouteContext): Promise<Response> {
  const { user, claims } = await requireCaller(backend, request)
  if (backend.session !== undefined) return json(await backend.session({ user, claims }))
  const { id, name = null, email = null, image = null } = user
  return json({ id, name, email, image })
}
