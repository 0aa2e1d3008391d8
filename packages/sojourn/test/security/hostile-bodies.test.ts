/**
 * ASVS 15.3.5 to 15.3.7: bodies and queries of the wrong type, shape and size, at every endpoint: no prototype is
 * changed, nothing is thrown, nobody is signed in, and nothing is answered with 5xx.
 */
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineRequest } from '../../src/server/answer.ts'
import { createBrowser, origin } from '../support/browser.ts'
import { ada, attackedApplication, browserOf, enter, password } from './support/application.ts'

const strategies = [
  ['sealed', { strategy: 'jwt' }],
  ['stored', { strategy: 'database' }],
] as const

const tenMegabytes = 'x'.repeat(10_000_000)

const posts = [
  'session',
  'sessions',
  'signin',
  'signin/credentials',
  'signin/link',
  'signin/code',
  'signin/fake',
  'signin/__proto__',
  'signin/constructor',
  'callback/credentials',
  'callback/link',
  'callback/code',
  'callback/__proto__',
  'signout',
  '_log',
  'error',
  'csrf',
] as const

const gets = [
  'session',
  'sessions',
  'csrf',
  'providers',
  'signin',
  'signout',
  'error',
  'error/__proto__',
  'verify-request',
  'callback/link',
  'callback/code',
  'callback/credentials',
] as const

const fields = [
  'csrfToken',
  'callbackUrl',
  'json',
  'redirect',
  'remember',
  'email',
  'token',
  'code',
  'name',
  'password',
  'revoke',
  'data',
] as const

/** Values of other types than text, and text that tries to be one. */
const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  [],
  ['x'],
  [ada],
  [[ada]],
  [ada, 'evil@example.com'],
  {},
  { $ne: null },
  { $gt: '' },
  { length: 1 },
  { toString: 'x' },
  { valueOf: null },
  { __proto__: { polluted: 1 } },
  JSON.parse('{"__proto__":{"polluted":1}}'),
  JSON.parse('{"constructor":{"prototype":{"polluted":1}}}'),
  '',
  '\0',
  '__proto__',
  '\ud800',
]

afterEach(() => {
  const isPolluted = 'polluted' in {} || Object.keys(Object.prototype).length > 0
  if (isPolluted) throw new Error('A prototype was changed.')
})

interface Sent {
  readonly headers: Record<string, string>
  readonly body: BodyInit
}

/** Bodies that no parser likes. */
const bodies: Readonly<Record<string, (csrfToken: string) => Sent>> = {
  'fields with brackets': (csrfToken) => ({
    headers: {},
    body: new URLSearchParams([
      ['csrfToken', csrfToken],
      ['email[]', ada],
      ['email[$ne]', ''],
      ['name[0]', 'Ada'],
      ['token[__proto__][polluted]', '1'],
      ['__proto__[polluted]', '1'],
      ['__proto__.polluted', '1'],
      ['constructor[prototype][polluted]', '1'],
      ['__proto__', 'polluted'],
    ]),
  }),
  'every field twice': (csrfToken) => ({
    headers: {},
    body: new URLSearchParams([
      ...fields.map((name): [string, string] => [name, 'x']),
      ...fields.map((name): [string, string] => [name, name === 'csrfToken' ? csrfToken : ada]),
    ]),
  }),
  '100,000 fields': (csrfToken) => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `csrfToken=${csrfToken}${'&a=1'.repeat(100_000)}`,
  }),
  '8,000 fields': (csrfToken) => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `csrfToken=${csrfToken}${Array.from({ length: 8000 }, (_, n) => `&a${n}`).join('')}`,
  }),
  'JSON of prototypes': (csrfToken) => ({
    headers: { 'content-type': 'application/json' },
    body: `{"__proto__":{"polluted":1,"csrfToken":"${csrfToken}"},"constructor":{"prototype":{"polluted":1}},"csrfToken":"${csrfToken}"}`,
  }),
  'JSON of 10 MB': (csrfToken) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ csrfToken, data: tenMegabytes }),
  }),
  'JSON nested 100,000 deep': (csrfToken) => ({
    headers: { 'content-type': 'application/json' },
    body: `{"csrfToken":"${csrfToken}","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  }),
  'JSON nested 30,000 deep': (csrfToken) => ({
    headers: { 'content-type': 'application/json' },
    body: `{"csrfToken":"${csrfToken}","data":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
  }),
  'JSON nested 10,000 deep, which fits into a session': (csrfToken) => ({
    headers: { 'content-type': 'application/json' },
    body: `{"csrfToken":"${csrfToken}","data":{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`,
  }),
  'JSON nested 9,000 objects deep': (csrfToken) => ({
    headers: { 'content-type': 'application/json' },
    body: `{"csrfToken":"${csrfToken}","data":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}`,
  }),
  'JSON without an end': () => ({
    headers: { 'content-type': 'application/json' },
    body: '{"csrfToken":',
  }),
  'JSON that is a list': () => ({ headers: { 'content-type': 'application/json' }, body: '[1]' }),
  'JSON that is nothing': () => ({ headers: { 'content-type': 'application/json' }, body: 'null' }),
  'JSON in another encoding': () => ({
    headers: { 'content-type': 'application/json; charset=utf-16' },
    body: new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  }),
  'bytes that are no text': () => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new Uint8Array([0xc3, 0x28, 0xa0, 0xff, 0x00, 0x80]),
  }),
  'a multipart form of 10,000 parts': (csrfToken) => {
    const part = (name: string, value: string): string =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const parts = Array.from({ length: 10_000 }, (_, n) => part(`a${n}`, '1')).join('')
    return {
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: `${part('csrfToken', csrfToken)}${parts}--x--\r\n`,
    }
  },
  'a type of 64 kB': (csrfToken) => ({
    headers: { 'content-type': `application/json;${'x'.repeat(64_000)}` },
    body: JSON.stringify({ csrfToken }),
  }),
  'a length that is a lie': (csrfToken) => ({
    headers: { 'content-type': 'application/json', 'content-length': 'NaN' },
    body: JSON.stringify({ csrfToken }),
  }),
}

describe.each(strategies)('with sessions %s', (_, session) => {
  async function start() {
    const app = attackedApplication({
      session,
      // What many applications do with an update.
      callbacks: {
        jwt: ({ token, trigger, session: sent }) =>
          trigger === 'update' && typeof sent === 'object' ? { ...token, ...sent } : token,
      },
    })
    const browser = browserOf(app)
    await enter(browser)
    const csrfToken = await browser.csrfToken()
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    return { app, csrfToken, cookie }
  }

  it.each(posts)('a field of any type at POST %s is no failure of the server', async (path) => {
    const { app, csrfToken, cookie } = await start()
    const failed: string[] = []
    for (const name of fields) {
      for (const value of values) {
        const answer = await app.auth.handle(
          new Request(`${origin}/api/auth/${path}`, {
            method: 'POST',
            headers: { cookie, 'content-type': 'application/json' },
            body: JSON.stringify({ csrfToken, email: ada, name: 'Ada', [name]: value }),
          }),
        )
        if (answer.status >= 500) failed.push(`${name}: ${JSON.stringify(value)}`)
        const text = await answer.text()
        expect(text).not.toMatch(/\.ts:\d|at \w+ \(|node:internal/)
      }
    }
    expect(failed).toEqual([])
    expect(app.outbox.every(({ identifier }) => identifier === ada)).toBe(true)
    expect(
      app.authorized.every((entered) => Object.values(entered).every((v) => typeof v === 'string')),
    ).toBe(true)
  })

  it.each(Object.keys(bodies))('%s is no failure of the server, at any POST', async (name) => {
    const { app, csrfToken, cookie } = await start()
    const failed: string[] = []
    for (const path of posts) {
      const { headers, body } = bodies[name]?.(csrfToken) ?? { headers: {}, body: '' }
      const begun = performance.now()
      const answer = await app.auth.handle(
        new Request(`${origin}/api/auth/${path}`, {
          method: 'POST',
          headers: { cookie, ...headers },
          body,
        }),
      )
      const text = await answer.text()
      // What the application itself puts into a session may be too much for cookies, which has its name.
      const isTooLarge = text.includes('session_too_large') && path === 'session'
      if (answer.status >= 500 && !isTooLarge) failed.push(`${path}: ${answer.status} ${text}`)
      expect(performance.now() - begun).toBeLessThan(1000)
    }
    expect(failed).toEqual([])
  })

  it('what a host has parsed is no failure of the server either', async () => {
    const { app, csrfToken, cookie } = await start()
    const parsed: unknown[] = [
      { csrfToken, email: [ada] },
      { csrfToken, email: { $ne: null } },
      Object.assign(Object.create(null) as object, { csrfToken }),
      JSON.parse(`{"csrfToken":"${csrfToken}","__proto__":{"polluted":1}}`),
      new Map([['csrfToken', csrfToken]]),
      new URLSearchParams({ csrfToken }),
      Object.create({ csrfToken }),
      {
        get csrfToken(): string {
          return csrfToken
        },
      },
      [],
      new Date(),
      '',
      'csrfToken=%',
      '{',
    ]
    for (const body of parsed) {
      for (const type of [
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
        '',
      ]) {
        for (const path of posts) {
          const headers = new Headers({ cookie })
          if (type !== '') headers.set('content-type', type)
          const url = `${origin}/api/auth/${path}`
          const request = { url, method: 'POST', headers, body } as EngineRequest
          expect((await app.auth.answer(request)).status).toBeLessThan(500)
        }
      }
    }
  })

  it.each(gets)('a query of any shape at GET %s is no failure of the server', async (path) => {
    const { app, cookie } = await start()
    const queries = [
      'a=1&'.repeat(100_000),
      'callbackUrl=/&callbackUrl=//evil.example',
      'callbackUrl[]=/&email[]=x&error[]=x',
      '__proto__[polluted]=1&__proto__.polluted=1&constructor[prototype][polluted]=1',
      'error=__proto__&code=constructor&provider=toString',
      'error=%E0%A4%A&code=%&email=%ff&token=%00',
      'error=<script>alert(1)</script>&email="><img src=x onerror=alert(1)>',
      'provider=__proto__&email=__proto__&token=__proto__',
      `email=${'x'.repeat(100_000)}&token=${'x'.repeat(100_000)}`,
      '?&&&===&=',
    ]
    for (const query of queries) {
      const answer = await app.auth.handle(
        new Request(`${origin}/api/auth/${path}?${query}`, {
          headers: { cookie, accept: 'text/html' },
        }),
      )
      // Only the error page repeats the status of what it is asked to explain.
      if (!path.startsWith('error')) expect(answer.status, query.slice(0, 80)).toBeLessThan(500)
      expect(await answer.text()).not.toMatch(/<script|<img[^>]*onerror/i)
    }
  })
})

describe('a body', () => {
  it('that comes in ten thousand pieces, breaks off or never ends is refused or read', async () => {
    const { auth } = attackedApplication()
    const encoder = new TextEncoder()
    const streams: Record<string, () => ReadableStream<Uint8Array>> = {
      pieces: () =>
        new ReadableStream({
          start(controller) {
            for (const letter of 'csrfToken=x&'.repeat(1000))
              controller.enqueue(encoder.encode(letter))
            controller.close()
          },
        }),
      broken: () =>
        new ReadableStream({
          pull(controller) {
            controller.error(new Error('reset'))
          },
        }),
      endless: () =>
        new ReadableStream({
          pull(controller) {
            controller.enqueue(encoder.encode('x'.repeat(1000)))
          },
        }),
    }
    for (const [name, stream] of Object.entries(streams)) {
      const request = new Request(`${origin}/api/auth/callback/credentials`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: stream(),
        duplex: 'half',
      } as RequestInit)
      expect((await auth.handle(request)).status, name).toBeLessThan(500)
    }
  })

  it('of a form reaches authorize as it is, and only as text', async () => {
    const app = attackedApplication()
    const browser = createBrowser(app.auth)
    const csrfToken = await browser.csrfToken()
    const body = `{"csrfToken":"${csrfToken}","name":"Ada","password":"${password}","__proto__":"x","admin":true,"roles":["admin"],"id":{"$ne":1}}`
    await browser.post('/api/auth/callback/credentials', JSON.parse(body), { json: true })
    const [entered] = app.authorized
    expect(Object.getPrototypeOf(entered)).toBe(Object.prototype)
    expect(Object.keys(entered ?? {}).toSorted()).toEqual(['__proto__', 'name', 'password'])
  })
})
