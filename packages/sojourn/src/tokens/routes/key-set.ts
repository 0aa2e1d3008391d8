/**
 * `GET /.well-known/jwks.json`: the public keys, for whoever verifies access tokens elsewhere (RFC 7517, section 5).
 *
 * @module
 */
import type { RouteContext } from './context.ts'

export async function answerKeySet({ backend }: RouteContext): Promise<Response> {
  return Response.json(
    { keys: backend.keys.map(({ jwk }) => jwk) },
    { headers: { 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' } },
  )
}
