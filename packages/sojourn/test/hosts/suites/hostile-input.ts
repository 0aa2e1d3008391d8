/**
 * Input that nobody thought of: whatever comes, an answer goes out, nobody is signed in, and nobody is
 * sent to another site.
 *
 * @module
 */
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { origin } from '../../support/browser.ts'
import type { Host, RunningApplication } from '../host.ts'

const providers = [
  'password',
  {
    id: 'plain',
    name: 'Plain',
    type: 'oauth',
    clientId: 'client',
    authorization: 'https://op.example/auth',
    token: 'https://op.example/token',
    userinfo: 'https://op.example/me',
  },
] as const

/** Pieces that parsers trip over, and any text between them. */
const hostile = fc
  .array(
    fc.oneof(
      // oxfmt-ignore
      fc.constantFrom(
        '/', '//', '\\', '/\\', ':', '@', '?', '#', '.', '..', '%2f', '%5c', '%00', '%', '\t',
        '\r\n', '\0', ' ', ';', ',', '=', '|', '"', "'", '<', '>', '{', '[', '__proto__',
        'http:', 'https://', 'javascript:', 'data:', 'evil.example', 'localhost', '3000',
        '．', '。', '／', '＠', '\u00ad', '\u2028', '[::1]', '127.1', 'xn--', '🙂', '\ud800',
      ),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''))

const action = fc.oneof(
  fc.constantFrom('session', 'csrf', 'providers', 'error', 'signin', 'signin/plain', 'signout'),
  fc.constantFrom('callback/plain', 'callback/credentials', 'constructor', '__proto__'),
  hostile,
)

const cookieName = fc.constantFrom(
  'next-auth.session-token',
  'next-auth.session-token.0',
  'next-auth.session-token.99999999',
  'next-auth.csrf-token',
  'sojourn.ended-sessions',
  'sojourn.transaction.',
  'sojourn.transaction.abcdefghijkl',
)

/** Text as a header can carry it. */
const headerText = hostile.map((text) => text.replace(/[^\x20-\x7e]/g, '~'))

const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE', 'PUT'),
  path: action,
  query: fc.dictionary(
    fc.constantFrom('callbackUrl', 'error', 'code', 'state', 'iss', 'scope', 'redirect_uri'),
    hostile,
  ),
  cookies: fc.array(fc.tuple(cookieName, headerText), { maxLength: 6 }),
  type: fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', '{'),
  body: fc.oneof(
    hostile,
    fc.json(),
    fc.constantFrom('csrfToken=a&callbackUrl=//evil.example&json=true', '{"__proto__":{"x":1}}'),
  ),
  accept: fc.constantFrom('text/html', 'application/json', '*/*'),
})

type Input = typeof request extends fc.Arbitrary<infer T> ? T : never

function toRequest(input: Input): Request | null {
  const url = URL.parse(`${origin}/api/auth/${input.path.replaceAll(' ', '%20')}`)
  if (url === null) return null
  for (const [name, value] of Object.entries(input.query)) url.searchParams.set(name, value)
  return new Request(url, {
    method: input.method,
    headers: {
      accept: input.accept,
      'content-type': input.type,
      cookie: input.cookies.map((pair) => pair.join('=')).join('; '),
    },
    body: input.method === 'GET' || input.method === 'DELETE' ? null : input.body,
  })
}

/** Whatever is sent. */
export function hostileInputSuite(host: Host): void {
  const numRuns = host.isQuick ? (process.env['SOJOURN_FULL'] === '1' ? 100_000 : 3000) : 300
  let auth: RunningApplication

  beforeAll(async () => {
    auth = await host.start({ config: { providers } })
  })

  describe('whatever is sent', { timeout: 10 * 60_000 }, () => {
    it('is answered below 500, signs nobody in and sends nobody elsewhere', async () => {
      await fc.assert(
        fc.asyncProperty(request, async (input) => {
          const sent = toRequest(input)
          if (sent === null) return
          const response = await auth.handle(sent)
          // Only the error page repeats the status of what it is asked to explain.
          const explains = new URL(sent.url).pathname.startsWith('/api/auth/error')
          if (!explains) expect(response.status).toBeLessThan(500)
          const location = response.headers.get('location')
          if (location !== null) expect(new URL(location).origin).toBe(origin)
          const set = response.headers.getSetCookie()
          expect(set.filter((cookie) => /session-token[^=]*=[^;]/.test(cookie))).toEqual([])
          expect(await response.text()).not.toMatch(/\.ts:\d|\.js:\d|node:internal/)
          expect(({} as { x?: number }).x).toBeUndefined()
        }),
        { numRuns },
      )
    })

    it('reads as no session', async () => {
      await fc.assert(
        fc.asyncProperty(request, async (input) => {
          const sent = toRequest(input)
          if (sent !== null) expect(await auth.getSession(sent)).toBeNull()
        }),
        { numRuns },
      )
    })
  })

  describe('a callbackUrl, whatever it is', { timeout: 10 * 60_000 }, () => {
    it('leads to this site or is refused', async () => {
      const csrf = await auth.handle(new Request(`${origin}/api/auth/csrf`))
      const { csrfToken } = (await csrf.json()) as { csrfToken: string }
      const cookie = csrf.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      await fc.assert(
        fc.asyncProperty(hostile, async (callbackUrl) => {
          const body = new URLSearchParams({ csrfToken, callbackUrl })
          const response = await auth.handle(
            new Request(`${origin}/api/auth/signout`, {
              method: 'POST',
              headers: { cookie },
              body,
            }),
          )
          const location = response.headers.get('location')
          expect([302, 400]).toContain(response.status)
          if (response.status === 302) expect(new URL(location ?? '').origin).toBe(origin)
        }),
        { numRuns },
      )
    })
  })
}
