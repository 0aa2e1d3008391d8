/**
 * What a request brings, as text and as JSON, within bounds: a body is whatever its sender likes.
 *
 * @module
 */
import { authError } from './errors.ts'
import { isRecord } from './protocol.ts'

/** Octets that a body has at most. Credentials and session updates are far below it. */
export const maxBodyLength: number = 64 * 1024

/** Levels of nesting. Code that goes through a value calls itself as often. */
const maxDepth = 64

/**
 * Reads a stream to its end.
 *
 * @throws {AuthError} `body_too_large`; `body_invalid` if it breaks off, which is its sender's fault.
 */
export async function readBodyText(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw authError('body_invalid', { cause })
    })
    if (done) return text + decoder.decode()
    length += value.byteLength
    if (length > maxBodyLength) {
      // Not waited for: a sender that never ends must not hold the answer back.
      reader.cancel().catch(() => undefined)
      throw authError('body_too_large')
    }
    text += decoder.decode(value, { stream: true })
  }
}

/**
 * Parses a JSON object.
 *
 * @throws {AuthError} `body_invalid` if it is something else, or nested deeper than 64 levels. Without a cause, as that
 *   would quote what may be a password.
 */
export function parseJsonObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw authError('body_invalid')
  }
  if (!isRecord(value) || isDeep(value, maxDepth)) throw authError('body_invalid')
  return value
}

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1))
}
