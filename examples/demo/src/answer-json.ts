/**
 * Answers what a page posts to a route of the demos.
 *
 * Only JSON is taken. A form of another site cannot send it, and a script there would have to ask first,
 * which nobody answers: so what arrives is from a page of ours. Answers repeat nothing of it.
 *
 * @module
 */
import { AuthError, authError } from 'sojourn'

/** Octets. A name, an address and a password of the greatest length are below it. */
const maxLength = 8 * 1024

/** What was posted. Of unknown names and types: name what you need. */
export type PostedFields = Readonly<Record<string, unknown>>

/**
 * Reads a small JSON object, does something with it, and says whether that worked.
 *
 * @param work Throws an `AuthError` to refuse; the page is told its code.
 * @returns 204 if it was done; else the status of the error, and `{ code }`.
 */
export async function answerJson(
  request: Request,
  work: (fields: PostedFields) => Promise<void>,
): Promise<Response> {
  const headers = { 'cache-control': 'no-store' }
  try {
    await work(await readFields(request))
    return new Response(null, { status: 204, headers })
  } catch (thrown) {
    const error = AuthError.is(thrown) ? thrown : authError('request_failed', { cause: thrown })
    if (error.status >= 500) console.error(error)
    return Response.json({ code: error.code }, { status: error.status, headers })
  }
}

/** A field that should be text; anything else is an empty one, which no rule accepts. */
export function textField(fields: PostedFields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

async function readFields(request: Request): Promise<PostedFields> {
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]
  if (type?.trim().toLowerCase() !== 'application/json') throw authError('body_invalid')
  // Of a length that is not said, as of one that is too great, nothing is read.
  const length = request.headers.get('content-length')
  if (length === null || Number(length) > maxLength) throw authError('body_too_large')
  let value: unknown
  try {
    value = await request.json()
  } catch (cause) {
    throw authError('body_invalid', { cause })
  }
  if (typeof value !== 'object' || value === null) throw authError('body_invalid')
  return value as PostedFields
}
