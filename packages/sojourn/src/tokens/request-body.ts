/**
 * Request bodies: forms and JSON objects, up to a size.
 *
 * @module
 */
import { authError } from '../core/errors.ts'
import { isRecord } from '../core/protocol.ts'

/** Octets. */
const maxLength = 64 * 1024

/** Levels of nesting. */
const maxDepth = 32

/** The fields of a body. Made without a prototype, so that no field name means anything. */
export type Body = Readonly<Record<string, unknown>>

/**
 * Reads a body.
 *
 * @returns No fields for an empty body, of whatever type.
 * @throws {AuthError} `body_too_large` above 64 KiB; `body_type_unsupported` if it is neither JSON nor a form;
 *   `body_invalid` if it is no JSON object, or breaks off.
 */
export async function readBody(request: Request): Promise<Body> {
  const fields = Object.create(null) as Record<string, unknown>
  if (Number(request.headers.get('content-length') ?? 0) > maxLength) {
    throw authError('body_too_large')
  }
  const text = await readText(request.body)
  if (text === '') return fields
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/json') return assign(fields, Object.entries(parseObject(text)))
  if (type !== 'application/x-www-form-urlencoded') throw authError('body_type_unsupported')
  // The first of several counts, so that nothing appended can override what a form sent.
  return assign(fields, [...new URLSearchParams(text)].toReversed())
}

function assign(
  fields: Record<string, unknown>,
  entries: readonly (readonly [string, unknown])[],
): Body {
  for (const [name, value] of entries) fields[name] = value
  return fields
}

/**
 * A field that is text.
 *
 * @throws {AuthError} `body_invalid` if there is none, or it is something else.
 */
export function requireText(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw authError('body_invalid')
  return value
}

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return ''
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await readChunk(reader)
    if (done) return text + decoder.decode()
    length += value.byteLength
    if (length > maxLength) {
      // Not waited for: a sender that never ends must not hold the answer back.
      reader.cancel().catch(() => undefined)
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
  } catch {
    // Without its cause, which quotes the body.
    throw authError('body_invalid')
  }
  if (!isRecord(value) || isDeep(value, maxDepth)) throw authError('body_invalid')
  return value
}

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1))
}
