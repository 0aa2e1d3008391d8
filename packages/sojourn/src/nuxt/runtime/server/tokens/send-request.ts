/**
 * Sends requests to the token backend on behalf of a visitor, while a page is rendered or a route answers.
 *
 * A path goes within the process, with what the visitor sent; an address goes over the network, with the cookies.
 * What the backend sets of cookies goes out with the answer.
 *
 * @module
 */
import { getRequestIP, type H3Event } from 'h3'
import type { SendTokenRequest } from '../../../../client/tokens/token-request.ts'
import { askingHeaders, isAsking } from '../asking.ts'
import type { RequestJar } from './request-jar.ts'

/** As much of Nitro's `$fetch.raw` as is needed. Rejects with a `FetchError` unless the status is 2xx. */
export type RawFetch = (
  url: string,
  options: {
    method: string
    headers: Record<string, string>
    body: BodyInit | Record<string, unknown> | null | undefined
    query: Record<string, string> | undefined
    retry: false
    timeout: number
    /** What the request's own event gets of this one, if it stays within the process. */
    context: Record<string, unknown>
  },
) => Promise<RawAnswer>

/** What it answers with, also as `response` of what it rejects with. */
interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly _data?: unknown
}

/** How long a backend may take, in milliseconds: a page waits for it. */
const timeout = 15_000

/** What says how a request travelled, or what its body was; the request to the backend has its own. */
const ownHeaders =
  /^(?:accept|accept-encoding|authorization|connection|expect|if-.*|keep-alive|range|te|trailer|transfer-encoding|upgrade|x-sojourn|content-.*)$/

/**
 * Makes what sends the requests of one visitor's request.
 *
 * @param mark Tells this server its own requests, should they come back to it.
 */
export function createSend(
  event: H3Event,
  jar: RequestJar,
  fetch: RawFetch,
  mark: string,
): SendTokenRequest {
  return async ({ url, method, headers, body, query }) => {
    if (isAsking(event, mark)) throw askedAgain(url)
    const isWithin = url.startsWith('/')
    const cookie = jar.header()
    const relay = (answer: RawAnswer): void => {
      for (const line of answer.headers.getSetCookie()) jar.relay(line)
    }
    try {
      const answer = await fetch(url, {
        method: method.toUpperCase(),
        headers: {
          ...(isWithin ? visitorHeaders(event) : {}),
          accept: 'application/json',
          ...(cookie === undefined ? {} : { cookie }),
          ...headers,
          ...askingHeaders(event, mark),
        },
        body: body as BodyInit | undefined,
        query: query === undefined ? undefined : { ...query },
        retry: false,
        timeout,
        context: contextWithin(event),
      })
      relay(answer)
      return { status: answer.status, headers: answer.headers, body: answer._data }
    } catch (error) {
      const { response } = error as { response?: RawAnswer }
      if (response !== undefined) relay(response)
      throw error
    }
  }
}

function visitorHeaders(event: H3Event): Record<string, string> {
  return Object.fromEntries([...event.headers].filter(([name]) => !ownHeaders.test(name)))
}

/**
 * What an event within the process begins with. Nitro takes over what is of the platform: so the route there
 * knows whose request it is.
 */
function contextWithin(event: H3Event): Record<string, unknown> {
  const platform = event.context['_platform'] as Record<string, unknown> | undefined
  const clientAddress = getRequestIP(event)
  return {
    ...event.context,
    _platform: {
      ...platform,
      ...(clientAddress === undefined ? {} : { clientAddress }),
    },
  }
}

/** A route that asks for the session by asking itself would never end. */
function askedAgain(url: string): TypeError {
  return new TypeError(
    `${url} was to be asked while this server's own request to the token backend is answered, which would never end. Do not ask for the session in the endpoint that tells it, nor in what that calls.`,
  )
}
