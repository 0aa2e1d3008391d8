/**
 * The token endpoints of the application, for its own pages: what a browser cannot do where scripts must not see
 * a token, and what it should leave to one place, the refresh.
 *
 * Each takes `POST` with JSON, `{ data?, params?, headers? }`, and answers as the backend does, without the tokens: those
 * go into cookies.
 *
 * @module
 */
import { type H3Event, setResponseHeader, setResponseStatus } from 'h3'
import { AuthError, authError } from '../../../../core/errors.ts'
import { isRecord, personal } from '../../../../core/protocol.ts'
import { readBody } from '../../../../server/request-body.ts'
import { isReplaced } from '../../../../client/tokens/token-marks.ts'
import type { TokenProvider } from '../../../../client/tokens/token-provider.ts'
import { bodyOf } from '../body-stream.ts'
import type { EventTokens } from './event-tokens.ts'
import { SignedOut } from './one-refresh.ts'
import { assertSameOrigin } from './same-origin.ts'
import { stripTokens } from './strip-tokens.ts'

/** What a page sent. */
interface Asked {
  readonly data: unknown
  readonly extras: { params: Record<string, string>; headers: Record<string, string> }
}

type Endpoint = (tokens: EventTokens, asked: Asked) => Promise<unknown>

const endpoints: Record<string, Endpoint> = {
  signIn: async ({ client }, { data, extras }) =>
    client.signIn(data, { ...extras, callGetSession: false }),

  signUp: async ({ client }, { data, extras }) => client.signUp(data, extras),

  signOut: async ({ client }) => client.signOut(),

  getSession: async ({ client }) => {
    // Whether there are tokens the page may not know.
    const session = await client.getSession()
    const { error } = client.store.get()
    if (error !== undefined) throw error
    return { data: session ?? null }
  },

  async refresh({ held, refresh }, { data }) {
    if (held().refreshToken === null) throw authError('refresh_token_invalid')
    // Else another tab has been here since the page looked: a refresh now would be the second one.
    if (!isReplaced(data, held())) await refresh()
    return {}
  },

  /** Tokens that came too late to sign anybody in: they go, and the backend is told. */
  async clear({ client }) {
    await client.signOut()
    return {}
  },
}

/**
 * Answers a request to one of them. Never rejects.
 *
 * @param action Name of the endpoint, as the path says it.
 * @param provider As configured, with what is hidden.
 * @returns JSON text; `null` for none.
 */
export async function answerTokenRequest(
  event: H3Event,
  action: string,
  tokensOf: (event: H3Event) => EventTokens,
  provider: TokenProvider,
): Promise<string | null> {
  setResponseHeader(event, 'cache-control', personal)
  const secrets = new Set<string>()
  const answer = (status: number, body: unknown): string | null => {
    const shown = stripTokens(body, [...secrets], tokenPaths(provider))
    setResponseStatus(event, shown === undefined ? 204 : status)
    if (shown === undefined) return null
    // What the backend says is never a page.
    setResponseHeader(event, 'content-type', 'application/json')
    return JSON.stringify(shown)
  }
  let note = (): void => undefined
  try {
    const endpoint = Object.hasOwn(endpoints, action) ? endpoints[action] : undefined
    if (endpoint === undefined) throw authError('action_unknown')
    if (event.method !== 'POST') {
      setResponseHeader(event, 'allow', 'POST')
      return answer(405, authError('method_unsupported').toJSON())
    }
    assertSameOrigin(event.headers)
    const asked = await readAsked(event)
    const tokens = tokensOf(event)
    note = () => {
      for (const token of Object.values(tokens.held())) if (token !== null) secrets.add(token)
    }
    // Those that came, and those that they have become.
    note()
    const body = await endpoint(tokens, asked)
    note()
    return answer(tokens.lastStatus() ?? 200, body)
  } catch (error) {
    note()
    const { status, body } = failureOf(error)
    return answer(status, body)
  }
}

/**
 * @throws {AuthError} `body_too_large`, `body_type_unsupported`, `body_invalid`.
 */
async function readAsked(event: H3Event): Promise<Asked> {
  const { method, path: url, headers } = event
  const type = headers.get('content-type')
  if (type !== null && !/^application\/json\s*(?:;|$)/i.test(type)) {
    throw authError('body_type_unsupported')
  }
  const {
    data,
    params,
    headers: given,
  } = await readBody({
    method,
    url,
    headers,
    body: bodyOf(event),
  })
  return { data, extras: { params: asText(params), headers: passable(asText(given)) } }
}

/** What has a form as text: it comes from a page, whose types are anything. */
function asText(fields: unknown): Record<string, string> {
  if (!isRecord(fields)) return {}
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
      .map(([name, value]) => [name, String(value)]),
  )
}

/**
 * Headers that a page may send to a backend: no others than it could by itself (Fetch, "forbidden request-header"),
 * and none by which proxies tell a backend who asks.
 */
function passable(headers: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries([...new Headers(headers)].filter(([name]) => !kept.test(name)))
  } catch (cause) {
    throw authError('body_invalid', { cause })
  }
}

const kept = new RegExp(
  `^(?:${[
    'accept-(?:charset|encoding)|access-control-.*|connection|content-.*|cookie2?|date|dnt|expect|host|keep-alive',
    'origin|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via',
    'x-http-method.*|x-method-override|x-sojourn.*',
    // Of proxies and hosts: who asks, from where, for what.
    '.*forwarded.*|.*-ip|x-(?:appengine|azure|envoy|original|remote|vercel)-.*|x-rewrite-url',
  ].join('|')})$`,
)

/** Where tokens are in answers, by configuration. */
function tokenPaths({ token, refresh }: TokenProvider): string[][] {
  return [
    token.signInResponseTokenPointer,
    refresh.token.signInResponseRefreshTokenPointer,
    refresh.token.refreshResponseTokenPointer,
  ]
    .filter((pointer) => pointer !== '' && pointer !== '/')
    .map((pointer) => pointer.split('/').slice(1).map(unescape))
}

/** A part of a JSON pointer (RFC 6901, section 4). */
function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The backend's own refusal as it is; of everything else only what it is called. */
function failureOf(error: unknown): { status: number; body: unknown } {
  if (AuthError.is(error)) return { status: error.status, body: error.toJSON() }
  if (error instanceof SignedOut) return failureOf(authError('session_ended'))
  const { status, data } = error as { status?: unknown; data?: unknown }
  if (typeof status === 'number' && status >= 400 && status <= 599) return { status, body: data }
  console.error('[sojourn] The token backend could not be asked:', error)
  return failureOf(authError('session_unavailable'))
}
