/**
 * Outbound requests to a provider: one deadline for a whole step, a size limit, no redirects.
 *
 * @module
 */
import { asAuthError, authError } from '../../core/errors.ts'

/** Octets of an answer, after decompression. Metadata, keys and tokens are far below it. */
const maxLength = 1024 * 1024

/** What the protocol library asks for. */
interface OutboundRequest {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: unknown
}

/** Fetches on behalf of one step of a sign-in. */
export type Outbound = (url: string, request: OutboundRequest) => Promise<Response>

/**
 * @param timeout For all requests of the step together, in milliseconds.
 * @returns A `fetch` that fails with `provider_unreachable` when time is up or nobody answers.
 */
export function createOutbound(timeout: number): Outbound {
  const deadline = AbortSignal.timeout(timeout)
  return async (url, { method, headers, body: sent }) => {
    try {
      const response = await fetch(url, {
        method,
        headers,
        body: (sent ?? null) as BodyInit | null,
        redirect: 'manual',
        signal: deadline,
      })
      const body = await readLimited(response)
      return new Response(body, { status: response.status, headers: response.headers })
    } catch (cause) {
      throw asAuthError(cause, 'provider_unreachable')
    }
  }
}

async function readLimited(response: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (response.body === null) return null
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body as ReadableStream<Uint8Array> &
    AsyncIterable<Uint8Array>) {
    length += chunk.byteLength
    if (length > maxLength) throw authError('provider_response_invalid')
    chunks.push(chunk)
  }
  const body = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}
