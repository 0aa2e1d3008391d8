/**
 * What the browser brings back from a provider: in the query, or in a form that the provider has it post.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { EngineRequest } from '../answer.ts'
import type { RedirectProvider } from './resolve-provider.ts'

/** Octets. A code, a state and at Apple a name are far below it. */
const maxLength = 64 * 1024

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
  const { body } = request
  if (typeof body === 'object' && body !== null && !(body instanceof ReadableStream)) {
    return fromParsed(body)
  }
  const text = typeof body === 'string' ? body : await readText(body ?? null)
  if (text.length > maxLength) throw authError('body_too_large')
  return new URLSearchParams(text)
}

/** Of a host that has parsed the form: lists are what was sent several times. */
function fromParsed(body: Readonly<Record<string, unknown>>): URLSearchParams {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(body)) {
    for (const one of [value].flat()) parameters.append(name, String(one))
  }
  return parameters
}

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > maxLength) break
    }
  } catch (cause) {
    throw authError('body_invalid', { cause })
  }
  return text + decoder.decode()
}
