/**
 * A browser for tests: keeps cookies and sends them with each request to an engine.
 *
 * @module
 */
import type { Auth } from '../../src/server/index.ts'

export const origin = 'http://localhost:3000'

/** One browser with one cookie jar. */
export interface TestBrowser {
  /** Cookies by name. Tests may read and change them. */
  readonly cookies: Map<string, string>
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>
  /** Posts a form, or with `json` an object. */
  readonly post: (
    path: string,
    fields: Record<string, unknown>,
    options?: { json?: boolean; headers?: Record<string, string> },
  ) => Promise<Response>
  /** The token that forms repeat. */
  readonly csrfToken: () => Promise<string>
  /** Who the engine says is signed in. */
  readonly session: () => Promise<Record<string, unknown>>
  /** Takes the cookies of an answer, as a browser does when it arrives. */
  readonly receive: (response: Response) => void
  /** A request as this browser sends it, not yet sent. */
  readonly request: (path: string, init?: RequestInit) => Request
}

export function createBrowser(auth: Pick<Auth, 'handle'>, at = origin): TestBrowser {
  const cookies = new Map<string, string>()

  function request(path: string, init: RequestInit = {}): Request {
    const headers = new Headers(init.headers)
    if (cookies.size > 0) {
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    }
    return new Request(new URL(path, at), { ...init, headers })
  }

  async function send(path: string, init?: RequestInit): Promise<Response> {
    const response = await auth.handle(request(path, init))
    receive(response)
    return response
  }

  function receive(response: Response): void {
    for (const header of response.headers.getSetCookie()) store(header)
  }

  function store(header: string): void {
    const [pair = '', ...attributes] = header.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    if (attributes.includes('Max-Age=0')) cookies.delete(name)
    else cookies.set(name, pair.slice(name.length + 1))
  }

  const browser: TestBrowser = {
    cookies,
    receive,
    request,
    get: async (path, headers = {}) => send(path, { headers }),
    post: async (path, fields, { json = false, headers = {} } = {}) =>
      send(path, {
        method: 'POST',
        headers: json ? { 'content-type': 'application/json', ...headers } : headers,
        body: json ? JSON.stringify(fields) : new URLSearchParams(fields as Record<string, string>),
      }),
    csrfToken: async () => {
      const body: unknown = await (await browser.get('/api/auth/csrf')).json()
      return (body as { csrfToken: string }).csrfToken
    },
    session: async () =>
      (await (await browser.get('/api/auth/session')).json()) as Record<string, unknown>,
  }
  return browser
}

/** The session cookies that an answer sets, each with its attributes. One that it clears is none. */
export function sessionCookies(response: Response): string[] {
  return response.headers.getSetCookie().filter((cookie) => /session-token=[^;]/.test(cookie))
}
