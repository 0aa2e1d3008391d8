/**
 * Posting: what every change of the session goes through.
 *
 * @module
 */
import { isRecord } from '../core/protocol.ts'
import type { EndpointClient, Reply } from './endpoint-client.ts'

/** Posts a form, or anything else as JSON. */
export function post({ send }: EndpointClient, path: string, body: unknown): Promise<Reply> {
  const isForm = body instanceof URLSearchParams
  return send(path, {
    method: 'POST',
    headers: {
      // What `json` in a form says, in the words of Auth.js v5.
      'x-auth-return-redirect': '1',
      ...(!isForm && { 'content-type': 'application/json' }),
    },
    body: isForm ? body : JSON.stringify(body),
  })
}

/** The string member `key` of a body, if it has one. */
export function readString(body: unknown, key: string): string | undefined {
  const value = isRecord(body) ? body[key] : undefined
  return typeof value === 'string' ? value : undefined
}
