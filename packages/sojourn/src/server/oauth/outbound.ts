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
export interface Outbound {
  (url: string, request: OutboundRequest): Promise<Response>
  /** When the step's time is up. */
  readonly deadline: AbortSignal
}

/**
 * @param timeout For all requests of the step together, in milliseconds.
 * @param ask Asks in place of `fetch`.
 * @returns A `fetch` that fails with `provider_unreachable` when time is up or nobody answers.
 */
export function createOutbound(timeout: number, ask?: typeof fetch): Outbound {
  const deadline = AbortSignal.timeout(timeout)
  const outbound: (...request: Parameters<Outbound>) => Promise<Response> = async (
    url,
    { method, headers, body: sent },
  ) => {
    const body = (sent ?? null) as BodyInit | null
    const request: RequestInit = { method, headers, body, redirect: 'manual', signal: deadline }
    try {
      if (ask === undefined) return await askLimited(fetch, url, request)
      // One of the application's own need not heed the signal.
      return await inTime(deadline, askLimited(ask, url, request))
    } catch (cause) {
      throw asAuthError(cause, 'provider_unreachable')
    }
  }
  return Object.assign(outbound, { deadline })
}

async function askLimited(ask: typeof fetch, url: string, request: RequestInit): Promise<Response> {
  const response = await ask(url, request)
  const body = await readLimited(response)
  return new Response(body, { status: response.status, headers: response.headers })
}

async function readLimited(response: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (response.body === null) return null
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body as ReadableStream<Uint8Array> &
    AsyncIterable<Uint8Array>) {
    length += chunk.byteLength
    if (length > maxLength) {
      throw authError('provider_response_invalid', {
        cause: new Error(`an answer has more than ${maxLength} octets`),
      })
    }
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

/** What comes before the deadline: functions of the application's own need not heed the signal. */
export async function inTime<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  let giveUp = (): void => undefined
  const late = new Promise<never>((_, reject) => {
    giveUp = () => reject(deadline.reason as Error)
    if (deadline.aborted) giveUp()
    else deadline.addEventListener('abort', giveUp)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    deadline.removeEventListener('abort', giveUp)
  }
}
