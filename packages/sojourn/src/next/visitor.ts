/**
 * What a server action does in the browser's place: asks the endpoints, and gives the browser their cookies.
 *
 * In this process: the engine is called, nothing goes over a network.
 *
 * @module
 */
import { type AuthErrorCode, authError } from '../core/errors.ts'
import { applySetCookies } from '../server/cookies.ts'
import type { Answer } from '../server/index.ts'
import { type CookieJar, currentRequest } from './current-request.ts'
import { type EngineOptions, getAuth, failureOf } from './engine.ts'
import { routeRequest } from './route-request.ts'

/** What is asked of an endpoint. */
export interface Question {
  /** What comes below the base path, such as `['signin', 'github']`. */
  readonly route: readonly string[]
  /** Sent by POST, as a form or as JSON. Default: nothing, by GET. */
  readonly form?: Readonly<Record<string, unknown>> | undefined
  readonly json?: Readonly<Record<string, unknown>> | undefined
  /** Such as `prompt=login`. */
  readonly query?: string | undefined
}

/** What an endpoint answers. */
export interface Answered {
  /** What its JSON says. */
  readonly body: unknown
  /** Where it leads instead. */
  readonly location: string | undefined
}

/** A browser, as far as the server can act for it. */
export interface Visitor {
  /** The page on which the action was begun, if the browser says. */
  readonly page: string | undefined
  /** Where the endpoints are. */
  readonly basePath: string
  /**
   * Asks an endpoint; later questions come with the cookies of its answer.
   *
   * @throws {AuthError} Whatever the answer says has failed; `cause` is what did.
   */
  readonly ask: (question: Question) => Promise<Answered>
  /** Hands the browser the cookies of all answers. Next throws where none can be set. */
  readonly keepCookies: () => Promise<void>
}

/**
 * Whoever has called this server action.
 *
 * @throws {AuthError} `secret_missing`.
 */
export async function createVisitor(options: EngineOptions): Promise<Visitor> {
  const { headers, jar, cookie: sent } = await currentRequest()
  const auth = getAuth(options)
  const received: string[] = []
  let cookie = sent

  async function ask({ route, form, json, query = '' }: Question): Promise<Answered> {
    const body = form ?? json
    const own = new Headers(headers)
    own.delete('content-length')
    own.set('cookie', cookie)
    own.set('accept', 'application/json')
    own.set('content-type', json ? 'application/json' : 'application/x-www-form-urlencoded')
    // `{ url }` in place of a redirect, as clients of both wires ask for it.
    own.set('x-auth-return-redirect', '1')
    const request = routeRequest(
      {
        method: body ? 'POST' : 'GET',
        headers: own,
        url: query === '' ? '' : `?${query}`,
        body: form ? { ...form, json: 'true' } : json,
      },
      auth.basePath,
      route,
    )
    const answer = await auth.answer(request)
    const answered = { body: jsonOf(answer), location: answer.headers['location'] }
    const failure = failureOf(request)
    if (failure !== undefined) throw failure
    // An engine that could not be made notes nothing.
    if (answer.status >= 400) throw authError((answered.body as { code: AuthErrorCode }).code)
    cookie = applySetCookies(cookie, answer.cookies)
    received.push(...answer.cookies)
    return answered
  }

  return {
    page: webAddress(headers.get('referer')),
    basePath: auth.basePath,
    ask,
    keepCookies: async () => setCookies(jar, received),
  }
}

function jsonOf({ headers, body }: Answer): unknown {
  const isJson = headers['content-type'] === 'application/json' && typeof body === 'string'
  return isJson ? JSON.parse(body) : undefined
}

async function setCookies(jar: CookieJar, values: readonly string[]): Promise<void> {
  if (values.length === 0) return
  const { NextResponse } = await import('next/server.js')
  const headers = values.map((value): [string, string] => ['set-cookie', value])
  // Parsed as Next writes them: what it decodes here it encodes there. But it loses an empty value and a zero.
  for (const cookie of new NextResponse(null, { headers }).cookies.getAll()) {
    jar.set(cookie.value ? cookie : { ...cookie, value: '', maxAge: 0, expires: new Date(0) })
  }
}

function webAddress(value: string | null): string | undefined {
  return value !== null && /^https?:/.test(value) && URL.canParse(value) ? value : undefined
}
