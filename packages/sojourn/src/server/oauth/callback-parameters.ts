/**
 * What the browser brings back from a provider: in the query, or in a form that the provider has it post.
 *
 * @module
 */
import { readBodyText } from '../../core/body-text.ts'
import { authError } from '../../core/errors.ts'
import type { EngineRequest } from '../answer.ts'
import { isStream, limited } from '../request-body.ts'
import type { RedirectProvider } from './resolve-provider.ts'

/**
 * The parameters of a callback, each as often as it was sent: one that was sent twice is an attack.
 *
 * @throws {AuthError} `method_unsupported` if a form was posted that was not asked for, `body_invalid`,
 *   `body_too_large`.
 */
export async function callbackParameters(
  provider: RedirectProvider,
  request: EngineRequest,
): Promise<URLSearchParams> {
  if (request.method === 'GET') return new URL(request.url).searchParams
  if (!provider.formPost) throw authError('method_unsupported')
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') throw authError('body_invalid')
  const { body = null } = request
  if (typeof body === 'string') return new URLSearchParams(limited(body))
  if (body === null) return new URLSearchParams()
  return isStream(body) ? new URLSearchParams(await readBodyText(body)) : fromParsed(body)
}

/** Of a host that has parsed the form: lists are what was sent several times. */
function fromParsed(body: Readonly<Record<string, unknown>>): URLSearchParams {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(body)) {
    for (const one of [value].flat()) parameters.append(name, String(one))
  }
  return parameters
}
