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

/** Levels of nesting. Code that goes through a value calls itself as often. */
const maxDepth = 64

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
  if (Number(request.headers.get('content-length') ?? 0) > maxLength) {
    throw authError('body_too_large')
  }
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase()
  const isForm = type === 'application/x-www-form-urlencoded'
  if (typeof body === 'object' && !isStream(body)) {
    return Object.assign(fields, isForm ? firstOfEach(body) : asObject(body))
  }
  const text = typeof body === 'string' ? limited(body) : await readText(body)
  if (text === '') return fields
  if (type === 'application/json') return Object.assign(fields, parseObject(text))
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
  if (text.length > maxLength) throw authError('body_too_large')
  return text
}

/**
 * Reads a stream to its end.
 *
 * @throws {AuthError} `body_too_large`, `body_invalid` if it breaks off.
 */
export async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await readChunk(reader)
    if (done) return text + decoder.decode()
    length += value.byteLength
    if (length > maxLength) {
      await reader.cancel()
      throw authError('body_too_large')
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** A body that breaks off is its sender's fault, not ours. */
async function readChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read()
  } catch (cause) {
    throw authError('body_invalid', { cause })
  }
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw authError('body_invalid', { cause })
  }
  if (isDeep(value, maxDepth)) throw authError('body_invalid')
  return asObject(value)
}

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1))
}

function asObject(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw authError('body_invalid')
  return value
}
