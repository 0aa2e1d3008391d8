/**
 * Request bodies: forms and JSON objects, up to a size.
 *
 * @module
 */
import { maxBodyLength, parseJsonObject, readBodyText } from '../core/body-text.ts'
import { authError } from '../core/errors.ts'

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
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyLength) {
    throw authError('body_too_large')
  }
  const text = request.body === null ? '' : await readBodyText(request.body)
  if (text === '') return fields
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/json') return assign(fields, Object.entries(parseJsonObject(text)))
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
