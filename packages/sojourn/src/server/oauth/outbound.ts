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
  /** When the step's time is up, which begins when it is first asked for. */
  readonly deadline: AbortSignal
}

/**
 * @param timeout For all requests of the step together, in milliseconds.
 * @param ask Asks in place of `fetch`.
 * @returns A `fetch` that fails with `provider_unreachable` when time is up or nobody answers.
 */
export function createOutbound(timeout: number, ask?: typeof fetch): Outbound {
  let deadline: AbortSignal | undefined
  // Most steps have nothing to ask, and need no timer.
  const begun = (): AbortSignal => (deadline ??= AbortSignal.timeout(timeout))
  const outbound: (...request: Parameters<Outbound>) => Promise<Response> = async (
    url,
    { method, headers, body: sent },
  ) => {
    const body = (sent ?? null) as BodyInit | null
    const request: RequestInit = { method, headers, body, redirect: 'manual', signal: begun() }
    try {
      if (ask === undefined) return await askLimited(fetch, url, request)
      // One of the application's own need not heed the signal.
      return await inTime(begun(), askLimited(ask, url, request))
    } catch (cause) {
      throw asAuthError(cause, 'provider_unreachable')
    }
  }
  return Object.defineProperty(outbound, 'deadline', { get: begun }) as Outbound
}

async function askLimited(ask: typeof fetch, url: string, request: RequestInit): Promise<Response> {
  const response = await ask(url, request)
  return read(await readLimited(response), response)
}

/**
 * An answer that was read already. Its text is at hand: through a stream of its own it would cost as much again as
 * reading it did.
 */
function read(bytes: Uint8Array<ArrayBuffer> | null, { status, headers }: Response): Response {
  const text = (): string => new TextDecoder().decode(bytes ?? undefined)
  return Object.assign(new Response(null, { status, headers }), {
    text: async () => text(),
    json: async () => JSON.parse(text()) as unknown,
    // For what else may be done with one.
    clone: () => new Response(bytes, { status, headers }),
  })
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
