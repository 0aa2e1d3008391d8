/**
 * Sign-in by e-mail on adapters that were written for NextAuth and Auth.js, and on the wire of Auth.js v5.
 *
 * @module
 */
import { UnstorageAdapter } from '@auth/unstorage-adapter'
import { createStorage } from 'unstorage'
import { describe, expect, it } from 'vitest'
import type { Adapter } from '../../src/core/adapter.ts'
import { drizzleAdapter, drizzleTables } from '../storage/drizzle-adapter.ts'
import { origin } from '../support/browser.ts'
import { testAuth } from '../support/test-auth.ts'
import {
  ask,
  emailApp,
  follow,
  hasSession,
  last,
  leadsTo,
  signedIn,
  typeCode,
} from './support/email-app.ts'

const address = 'ada@example.com'

describe.each([
  ['@auth/drizzle-adapter', () => drizzleAdapter()],
  ['@auth/unstorage-adapter', () => UnstorageAdapter(createStorage()) as Adapter],
] as const)('sign-in by e-mail on %s', (_, adapter) => {
  it.each(['database', 'jwt'] as const)(
    'works by a link, with the strategy %s',
    async (strategy) => {
      const app = emailApp({}, { adapter: adapter(), session: { strategy } })
      for (const round of [1, 2]) {
        const browser = app.browser()
        await ask(browser, address)
        expect(leadsTo(await follow(browser, last(app.sent).url)), String(round)).toBe('/')
        expect(await signedIn(browser)).toBe(address)
        const again = await follow(app.browser(), last(app.sent).url)
        expect(leadsTo(again)).toContain('code=verification_invalid')
      }
    },
  )

  it('works by a code, with five tries', async () => {
    const app = emailApp({ code: true }, { adapter: adapter() })
    const browser = app.browser()
    await ask(browser, address)
    await typeCode(browser, last(app.sent).token)
    expect(await signedIn(browser)).toBe(address)

    const guesser = app.browser()
    await ask(guesser, address)
    const { token } = last(app.sent)
    for (let guess = 0; guess < 5; guess += 1) {
      await typeCode(guesser, token === '00000000' ? '00000001' : '00000000')
    }
    expect(hasSession(await typeCode(guesser, token))).toBe(false)
  })

  it('ends by the clock of the engine', async () => {
    const app = emailApp({ maxAge: 60 }, { adapter: adapter() })
    await ask(app.browser(), address)
    app.clock.advance({ seconds: 60 })
    const response = await follow(app.browser(), last(app.sent).url)
    expect(leadsTo(response)).toContain('code=verification_invalid')
  })

  it('refuses the sixth mail', async () => {
    const app = emailApp({}, { adapter: adapter() })
    for (let count = 0; count < 5; count += 1) await ask(app.browser(), address)
    expect(leadsTo(await ask(app.browser(), address))).toContain('code=attempts_exceeded')
    expect(app.sent).toHaveLength(5)
  })
})

describe('sign-in by e-mail on a database that compares addresses without case', () => {
  const withoutCase = drizzleTables.replace('email text UNIQUE', 'email text COLLATE NOCASE UNIQUE')

  it.each([
    ['database', address],
    ['database', 'Ada@Example.com'],
    ['jwt', address],
  ] as const)(
    'lets in whose row has capitals, with the strategy %s, for %s',
    async (strategy, typed) => {
      const adapter = drizzleAdapter(`
      ${withoutCase}
      INSERT INTO user (id, name, email) VALUES ('1', 'Ada', 'Ada@Example.com');
    `)
      const app = emailApp({}, { adapter, session: { strategy } })
      const browser = app.browser()
      await ask(browser, typed)
      expect(leadsTo(await follow(browser, last(app.sent).url))).toBe('/')
      expect(await signedIn(browser)).toBe('Ada@Example.com')
      expect(await adapter.getUserByEmail?.(address)).toMatchObject({
        id: '1',
        emailVerified: new Date(app.clock.now()),
      })
    },
  )
})

describe('sign-in by e-mail', () => {
  const provider = {
    id: 'email',
    name: 'Email',
    type: 'email',
    sendVerificationRequest: () => undefined,
  } as const

  it('without an adapter is refused at start, which says why', () => {
    const start = () => testAuth({ providers: [provider] })
    expect(start).toThrow(TypeError)
    expect(start).toThrow(/"email" needs an adapter/)
  })

  it.each(['database', 'jwt'] as const)(
    'on an adapter that keeps no one-time secrets is refused at start, with the strategy %s',
    (strategy) => {
      const { useVerificationToken: _, ...adapter } = drizzleAdapter()
      const start = () => testAuth({ providers: [provider], adapter, session: { strategy } })
      expect(start).toThrow(TypeError)
      expect(start).toThrow(/"email" needs useVerificationToken/)
    },
  )
})

describe('sign-in by e-mail on the wire of Auth.js v5', () => {
  const asV5 = { 'x-auth-return-redirect': '1' }

  it('answers its client with the page to look at, and signs in by the link', async () => {
    const app = emailApp({}, { wire: 'v5', basePath: '/auth' })
    const browser = app.browser()
    const { csrfToken } = (await (await browser.get('/auth/csrf')).json()) as { csrfToken: string }
    const form = { csrfToken, email: address }
    const asked = await browser.post('/auth/signin/email', form, { headers: asV5 })
    expect(asked.status).toBe(200)
    expect(await asked.json()).toEqual({
      url: `${origin}/auth/verify-request?provider=email&type=email`,
    })
    const { pathname } = new URL(last(app.sent).url)
    expect(pathname).toBe('/auth/callback/email')
    await follow(browser, last(app.sent).url)
    const session = (await (await browser.get('/auth/session')).json()) as { user: unknown }
    expect(session.user).toMatchObject({ email: address })
  })

  it('names a wrong link as Auth.js does', async () => {
    const app = emailApp({}, { wire: 'v5', basePath: '/auth' })
    const url = `${origin}/auth/callback/email?token=x&email=${address}`
    const response = await follow(app.browser(), url)
    expect(leadsTo(response)).toMatch(/^\/auth\/error\?error=Verification/)
  })
})
