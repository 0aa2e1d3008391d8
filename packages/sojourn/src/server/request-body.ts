/**
 * Request bodies: forms and JSON objects, up to a size.
 *
 * @module
 */
import { maxBodyLength, parseJsonObject, readBodyText } from '../core/body-text.ts'
import { authError } from '../core/errors.ts'
import { isRecord } from '../core/protocol.ts'
import type { EngineRequest } from './answer.ts'

/** The fields of a body. Made without a prototype, so that no field name means anything. */
export type Body = Readonly<Record<string, unknown>>

/**
 * Reads a body once. Of what a host has parsed, the host's parser limits the size.
 *
 * @throws {AuthError} `body_too_large` above 64 KiB, `body_invalid` if it is neither a form nor a JSON
 *   object.
 */
export async function readBody(request: EngineRequest): Promise<Body> {
  const fields = Object.create(null) as Record<string, unknown>
  const { body = null } = request
  if (body === null) return fields
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyLength) {
    throw authError('body_too_large')
  }
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase()
  const isForm = type === 'application/x-www-form-urlencoded'
  if (typeof body === 'object' && !isStream(body)) {
    return Object.assign(fields, isForm ? firstOfEach(body) : asObject(body))
  }
  const text = typeof body === 'string' ? limited(body) : await readBodyText(body)
  if (text === '') return fields
  if (type === 'application/json') return Object.assign(fields, parseJsonObject(text))
  if (!isForm) throw authError('body_invalid')
  for (const [name, value] of new URLSearchParams(text)) {
    // The first of several counts, so that nothing appended can override what a form sent.
    fields[name] ??= value
  }
  return fields
}

/** By what it can do, since a runtime may bring streams of its own; nothing parsed has functions. */
export function isStream(body: object): body is ReadableStream<Uint8Array> {
  return 'getReader' in body && typeof body.getReader === 'function'
}

/** The fields that are text; a nested or numeric value has no meaning in a form. */
export function textFields(body: Body): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** Parsers of forms make a list of what is sent several times. As in text, the first counts. */
function firstOfEach(form: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
}

/** @throws {AuthError} `body_too_large`. */
export function limited(text: string): string {
  if (text.length > maxBodyLength) throw authError('body_too_large')
  return text
}

function asObject(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw authError('body_invalid')
  return value
}
