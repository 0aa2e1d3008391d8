/**
 * Answers: JSON that nobody keeps, and refusals with a stable code.
 *
 * @module
 */
import type { AuthError } from '../core/errors.ts'

/** Of everything but public keys: an answer is for one person, once. */
const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** An answer of JSON. */
export function json(body: unknown): Response {
  return Response.json(body, { headers })
}

/**
 * The answer that a failure becomes.
 *
 * @param options.status Where the catalog has another one, for the clients of NextAuth.
 * @param options.headers Further ones.
 */
export function refusal(
  error: AuthError,
  options: { readonly status?: number; readonly headers?: Record<string, string> } = {},
): Response {
  const { code, message, retryAfter } = error
  const status = options.status ?? error.status
  const further: Record<string, string> = { ...options.headers }
  if (retryAfter !== undefined) further['retry-after'] = String(retryAfter)
  // RFC 6750, section 3.
  if (code === 'access_token_invalid') further['www-authenticate'] = 'Bearer error="invalid_token"'
  return Response.json({ code, message }, { status, headers: { ...headers, ...further } })
}
