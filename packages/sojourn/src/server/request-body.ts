/**
 * Request bodies: forms and JSON objects, up to a size.
 *
 * @module
 */
import { authError } from '../core/errors.ts'
import { isRecord } from '../core/protocol.ts'
import type { EngineRequest } from './answer.ts'

/** Octets. Credentials and session updates are far below it. */
const maxLength = 64 * 1024

/** The fields of a body. Made without a prototype, so that no field name means anything. */
export type Body = Readonly<Record<string, unknown>>

/**
 * Reads a body once.
 *
 * @throws {AuthError} `body_too_large` above 64 KiB, `body_invalid` if it is neither a form nor a JSON
 *   object.
 */
export async function readBody(request: EngineRequest): Promise<Body> {
  const fields = Object.create(null) as Record<string, unknown>
  const { body = null } = request
  if (body !== null && typeof body === 'object' && !(body instanceof ReadableStream)) {
    return Object.assign(fields, body)
  }
  const text = typeof body === 'string' ? body : await readText(request, body)
  if (text === '') return fields
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/json') return Object.assign(fields, parseObject(text))
  if (type !== 'application/x-www-form-urlencoded') throw authError('body_invalid')
  for (const [name, value] of new URLSearchParams(text)) {
    // The first of several counts, so that nothing appended can override what a form sent.
    fields[name] ??= value
  }
  return fields
}

/** The fields that are text; a nested or numeric value has no meaning in a form. */
export function textFields(body: Body): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

async function readText(
  request: EngineRequest,
  body: ReadableStream<Uint8Array> | null,
): Promise<string> {
  if (body === null) return ''
  if (Number(request.headers.get('content-length') ?? 0) > maxLength) {
    throw authError('body_too_large')
  }
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.byteLength
    if (length > maxLength) {
      await reader.cancel()
      throw authError('body_too_large')
    }
    text += decoder.decode(value, { stream: true })
  }
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw authError('body_invalid', { cause })
  }
  if (!isRecord(value)) throw authError('body_invalid')
  return value
}
