/**
 * An engine for tests, as a `fetch` function: one browser's session, in memory.
 *
 * @module
 */
import { timeHeader } from '../../src/core/protocol.ts'
import type { Session } from '../../src/core/session.ts'

/** A request as the server saw it. */
export interface SeenRequest {
  /** Method and path under the base path, such as `GET session`. */
  readonly route: string
  readonly url: string
  readonly headers: Headers
  readonly body: string
  readonly init: RequestInit
}

/** Makes the response to a request; throws for a network failure. */
export type Responder = (request: SeenRequest) => Response | Promise<Response>

/** The server, and what a test does to it. */
export interface FakeServer {
  readonly fetch: typeof fetch
  /** Who is signed in, as the server knows it. */
  session: Session | null
  /** How many CSRF tokens were thrown away; the present one is `csrf-<n>`. */
  csrfGeneration: number
  /** Whether answers carry the server's clock, as those of NextAuth do not. */
  tellsTime: boolean
  /** How far the server's clock is ahead, in milliseconds. */
  skew: number
  readonly seen: SeenRequest[]
  /** Routes seen since the last call. */
  readonly routes: () => string[]
  /** Answers a route in another way, until it is told `undefined`. */
  readonly on: (route: string, responder: Responder | undefined) => void
  /** Keeps answers to a route back, already made, until the function it returns is called. */
  readonly hold: (route: string) => () => void
}

/** Creates a server on which nobody is signed in. */
export function createFakeServer(now: () => number, basePath = '/api/auth'): FakeServer {
  const responders = new Map<string, Responder>()
  const held = new Map<string, (() => void)[]>()
  let reported = 0

  function csrfToken(): string {
    return `csrf-${server.csrfGeneration}`
  }

  function respond({ route, url, body }: SeenRequest): Response {
    const form = new URLSearchParams(body)
    if (route === 'GET session') return json(server.session ?? {})
    if (route === 'GET csrf') return json({ csrfToken: csrfToken() })
    if (route === 'GET providers') {
      return json({
        credentials: { id: 'credentials', name: 'Password', type: 'credentials' },
        github: { id: 'github', name: 'GitHub', type: 'oauth' },
        email: { id: 'email', name: 'Email', type: 'email' },
      })
    }
    if (route === 'POST session') {
      const update = JSON.parse(body) as { csrfToken: string; data?: { name?: string } }
      if (update.csrfToken !== csrfToken()) return json({}, 400)
      if (server.session && update.data) {
        server.session = { ...server.session, user: { ...server.session.user, ...update.data } }
      }
      return json(server.session ?? {})
    }
    if (route === 'POST callback/credentials') {
      if (form.get('password') !== 'right') {
        return json({ url: `${basePath}/signin?error=CredentialsSignin&code=credentials` }, 401)
      }
      server.session = sessionOf(String(form.get('username')), now() + server.skew + 3_600_000)
      return json({ url: form.get('callbackUrl') })
    }
    if (route === 'POST signin/github') {
      return json({ url: `https://github.example/authorize?${url.split('?')[1] ?? ''}` })
    }
    if (route === 'POST signin/email') return json({ url: `${basePath}/verify-request` })
    // What is left is POST signout.
    server.session = null
    return json({ url: form.get('callbackUrl') ?? '/' })
  }

  const server: FakeServer = {
    session: null,
    csrfGeneration: 0,
    tellsTime: true,
    skew: 0,
    seen: [],
    routes() {
      const routes = server.seen.slice(reported).map(({ route }) => route)
      reported = server.seen.length
      return routes
    },
    on(route, responder) {
      if (responder) responders.set(route, responder)
      else responders.delete(route)
    },
    hold(route) {
      const waiting: (() => void)[] = []
      held.set(route, waiting)
      return () => {
        held.delete(route)
        for (const release of waiting) release()
      }
    },
    async fetch(input, init = {}) {
      const url = input as string
      const path = url.slice(basePath.length + 1).split('?')[0]
      const body = init.body ?? ''
      const request: SeenRequest = {
        route: `${init.method ?? 'GET'} ${path}`,
        url,
        headers: new Headers(init.headers),
        body: body instanceof URLSearchParams ? body.toString() : (body as string),
        init,
      }
      server.seen.push(request)
      const responder = responders.get(request.route)
      const response = responder ? await responder(request) : respond(request)
      if (server.tellsTime) response.headers.set(timeHeader, String(now() + server.skew))
      const waiting = held.get(request.route)
      if (waiting) await new Promise<void>((resolve) => waiting.push(resolve))
      return response
    },
  }
  return server
}

/** A session of this person that ends then. */
export function sessionOf(name: string, expiresAt: number): Session {
  return {
    user: { name, email: `${name}@example.com` },
    expires: new Date(expiresAt).toISOString(),
  }
}

/** A JSON response. */
export function json(body: unknown, status = 200, headers: HeadersInit = {}): Response {
  return Response.json(body, { status, headers })
}
