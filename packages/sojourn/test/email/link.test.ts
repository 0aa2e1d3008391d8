/**
 * Links by e-mail: from the form to the session, and every way to misuse one.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { VerificationRequest } from '../../src/core/email-provider.ts'
import { createBrowser, origin } from '../support/browser.ts'
import { reports, secret, testAuth } from '../support/test-auth.ts'
import {
  ask,
  emailApp,
  follow,
  hasSession,
  hiddenFields,
  last,
  leadsTo,
  postLink,
  signedIn,
} from './support/email-app.ts'

const address = 'ada@example.com'

beforeEach(() => {
  reports.length = 0
})

describe('asking for a link', () => {
  it('sends one, and leads to the page that says so', async () => {
    const { browser, sent } = emailApp()
    const response = await ask(browser(), ' Ada@Example.COM', { callbackUrl: '/inbox?a=1' })
    expect(response.status).toBe(302)
    expect(leadsTo(response)).toBe('/api/auth/verify-request?provider=email&type=email')
    expect(sent).toHaveLength(1)
    const { identifier, url, token, expires, provider, theme, request } = last(sent)
    expect(identifier).toBe(address)
    expect(url).toBe(
      `${origin}/api/auth/callback/email?${new URLSearchParams({ callbackUrl: `${origin}/inbox?a=1`, token, email: address }).toString()}`,
    )
    expect(token).toMatch(/^[0-9a-f]{64}$/)
    expect(expires).toEqual(new Date('2026-11-22T12:00:00Z'))
    expect(provider).toMatchObject({ id: 'email', type: 'email' })
    // NextAuth's, where an application has none.
    expect(theme).toEqual({ colorScheme: 'auto', logo: '', brandColor: '', buttonText: '' })
    expect(request).toBeInstanceOf(Request)
    expect(request.headers.get('cookie')).toContain('csrf-token')
  })

  it('answers a client with the address of that page', async () => {
    const { browser } = emailApp()
    const response = await ask(browser(), address, { json: true }, { json: true })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      url: `${origin}/api/auth/verify-request?provider=email&type=email`,
    })
  })

  it('leads to a page of the application with the same query', async () => {
    const { browser } = emailApp({}, { pages: { verifyRequest: '/look?in=mail' } })
    expect(leadsTo(await ask(browser(), address))).toBe('/look?in=mail&provider=email&type=email')
    const own = await browser().get('/api/auth/verify-request?provider=email&type=email')
    expect(leadsTo(own)).toBe('/look?in=mail&provider=email&type=email')
  })

  it('answers for a known address as for an unknown one (ASVS 6.3.8)', async () => {
    const app = emailApp()
    await app.storage.createUser({ email: address, emailVerified: null })
    const describeAnswer = async (email: string) => {
      const browser = app.browser()
      const response = await ask(browser, email, { json: true }, { json: true })
      const names = response.headers.getSetCookie().map((cookie) => cookie.split('=')[0])
      return { status: response.status, body: await response.text(), names }
    }
    expect(await describeAnswer(address)).toEqual(await describeAnswer('eve@example.com'))
    expect(app.sent.map(({ identifier }) => identifier)).toEqual([address, 'eve@example.com'])
  })

  it('stores nothing that signs in', async () => {
    const stored: { identifier: string; token: string }[] = []
    const { storage } = emailApp()
    const watched = {
      ...storage,
      createVerificationToken: async (
        token: Parameters<typeof storage.createVerificationToken>[0],
      ) => {
        stored.push(token)
        await storage.createVerificationToken(token)
      },
    }
    const app = emailApp({}, { storage: watched })
    await ask(app.browser(), address)
    const { token } = last(app.sent)
    const digest = createHash('sha256')
      .update(token + secret)
      .digest('hex')
    expect(stored).toMatchObject([{ identifier: address, token: digest }])
  })

  it('needs the token of the form', async () => {
    const { browser, sent } = emailApp()
    const response = await ask(browser(), address, { csrfToken: 'f'.repeat(64) })
    expect(leadsTo(response)).toContain('csrf=true')
    expect(sent).toHaveLength(0)
  })

  it('asks the signIn callback, which can refuse', async () => {
    const asked: unknown[] = []
    const { browser, sent } = emailApp(
      {},
      {
        callbacks: {
          signIn: ({ user, account, email }) => {
            asked.push({ user, account, email })
            return false
          },
        },
      },
    )
    const response = await ask(browser(), address)
    expect(leadsTo(response)).toMatch(/^\/api\/auth\/error\?error=AccessDenied/)
    expect(sent).toHaveLength(0)
    expect(asked).toEqual([
      {
        user: { id: '', email: address },
        account: { provider: 'email', type: 'email', providerAccountId: address },
        email: { verificationRequest: true },
      },
    ])
  })

  it('follows an address that the signIn callback names', async () => {
    const { browser, sent } = emailApp(
      {},
      { callbacks: { signIn: () => 'https://waiting.example/list' } },
    )
    expect(leadsTo(await ask(browser(), address))).toBe('https://waiting.example/list')
    expect(sent).toHaveLength(0)
  })

  it('names the stored person to the signIn callback', async () => {
    const users: unknown[] = []
    const app = emailApp(
      {},
      {
        callbacks: {
          signIn: ({ user }) => {
            users.push(user)
            return true
          },
        },
      },
    )
    const ada = await app.storage.createUser({ email: address, name: 'Ada', emailVerified: null })
    await ask(app.browser(), address)
    expect(users).toEqual([ada])
  })

  it.each([
    ['throws', () => Promise.reject(new Error('smtp.internal refused'))],
    [
      'throws at once',
      () => {
        throw new Error('smtp.internal refused')
      },
    ],
  ])('says so if the sending %s', async (_, sendVerificationRequest) => {
    const { browser } = emailApp({ sendVerificationRequest })
    const response = await ask(browser(), address)
    expect(leadsTo(response)).toMatch(
      /^\/api\/auth\/signin\?.*error=EmailSignin&code=email_not_sent/,
    )
    expect(await response.text()).not.toContain('internal')
    expect(reports.join()).toContain('error email_not_sent')
  })

  it('refuses the sixth mail to an address, and says when to come back', async () => {
    const { browser, sent, clock } = emailApp()
    for (let count = 0; count < 5; count += 1) {
      expect((await ask(browser(), address)).status).toBe(302)
    }
    const response = await ask(browser(), 'ADA@example.com', { json: true }, { json: true })
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('900')
    expect(await response.text()).toContain('attempts_exceeded')
    expect(sent).toHaveLength(5)
    expect((await ask(browser(), 'grace@example.com')).status).toBe(302)
    clock.advance({ minutes: 16 })
    await ask(browser(), address)
    expect(sent).toHaveLength(7)
  })
})

describe('a provider', () => {
  it('spells addresses itself, as long as the result is one mailbox', async () => {
    const app = emailApp({
      normalizeIdentifier: (entered) =>
        entered
          .trim()
          .toLowerCase()
          .replace(/\+[^@]*@/, '@'),
    })
    await ask(app.browser(), 'Ada+news@Example.com')
    expect(last(app.sent).identifier).toBe(address)
    expect(leadsTo(await ask(app.browser(), 'a@x.com,b@y.com'))).toContain('code=email_invalid')
    expect(app.sent).toHaveLength(1)
  })

  it.each([
    ['leaves it in another spelling than is stored', () => 'Ada@Example.com'],
    ['makes two of it', (entered: string) => `${entered},eve@example.com`],
    [
      'throws',
      () => {
        throw new Error('Only one email allowed')
      },
    ],
    ['returns no text', (() => ['ada@example.com']) as unknown as () => string],
  ])('is not believed if it %s', async (_, normalizeIdentifier) => {
    const app = emailApp({ normalizeIdentifier })
    const response = await ask(app.browser(), address)
    expect(leadsTo(response)).toMatch(/error=EmailSignin&code=email_invalid/)
    expect(app.sent).toHaveLength(0)
  })

  it('makes its own tokens, which cannot be guessed at for long', async () => {
    const app = emailApp({ generateVerificationToken: () => '123456' })
    await ask(app.browser(), address)
    const { url } = last(app.sent)
    const guesser = app.browser()
    for (let guess = 0; guess < 10; guess += 1) {
      const wrong = await postLink(guesser, url, { token: String(guess) })
      expect(leadsTo(wrong)).toContain('code=verification_invalid')
    }
    const eleventh = await postLink(guesser, url)
    expect(leadsTo(eleventh)).toContain('code=attempts_exceeded')
    expect(hasSession(eleventh)).toBe(false)
  })

  it.each(['magic', 'typed'])(
    'makes its own tokens, which cannot be guessed at the callback of the provider "%s" either',
    async (other) => {
      const sent: VerificationRequest[] = []
      const send = {
        name: 'Email',
        type: 'email' as const,
        sendVerificationRequest: (request: VerificationRequest) => sent.push(request),
      }
      const { browser } = emailApp(
        {},
        {
          providers: [
            { ...send, id: 'email', generateVerificationToken: () => '123456' },
            { ...send, id: 'magic' },
            { ...send, id: 'typed', code: true },
          ],
        },
      )
      await ask(browser(), address)
      const guesser = browser()
      const elsewhere = last(sent).url.replace('/callback/email', `/callback/${other}`)
      // Half at either: they count together.
      for (let guess = 0; guess < 10; guess += 1) {
        const url = guess < 5 ? last(sent).url : elsewhere
        const wrong = await postLink(guesser, url, { token: String(guess) })
        expect(leadsTo(wrong)).toContain('code=verification_invalid')
      }
      const eleventh = await postLink(guesser, elsewhere)
      expect(leadsTo(eleventh)).toContain('code=attempts_exceeded')
      expect(hasSession(eleventh)).toBe(false)
    },
  )

  it('makes its own tokens, and links that NextAuth has mailed by another still work', async () => {
    const provider = {
      name: 'Email',
      type: 'email' as const,
      sendVerificationRequest: () => undefined,
    }
    const { browser, storage, clock } = emailApp(
      {},
      {
        providers: [
          { ...provider, id: 'short', generateVerificationToken: () => '123456' },
          { ...provider, id: 'email' },
        ],
      },
    )
    const token = 'c'.repeat(64)
    await storage.createVerificationToken({
      identifier: address,
      token: createHash('sha256')
        .update(token + secret)
        .digest('hex'),
      expiresAt: clock.now() + 1000,
    })
    const query = new URLSearchParams({ callbackUrl: `${origin}/inbox`, token, email: address })
    const person = browser()
    const answer = await follow(person, `${origin}/api/auth/callback/email?${query.toString()}`)
    expect(leadsTo(answer)).toBe('/inbox')
    expect(await signedIn(person)).toBe(address)
  })

  it('has a secret of its own for its digests, as in NextAuth', async () => {
    const app = emailApp({ secret: 'of the provider' })
    await ask(app.browser(), address)
    const { token, url } = last(app.sent)
    const digest = createHash('sha256').update(`${token}of the provider`).digest('hex')
    expect(await app.storage.useVerificationToken(address, digest)).toMatchObject({ token: digest })
    expect(leadsTo(await follow(app.browser(), url))).toContain('error=Verification')
  })

  it('that cannot send is refused at start', () => {
    const provider = { id: 'email', name: 'Email', type: 'email' } as never
    expect(() => testAuth({ providers: [provider] })).toThrow(/sendVerificationRequest/)
  })

  it.each([0, -1, Number.NaN])('with a maxAge of %s is refused at start', (maxAge) => {
    expect(() => emailApp({ maxAge })).toThrow(/maxAge/)
  })
})

describe('a link', () => {
  it('signs a new person in, with a verified address', async () => {
    const app = emailApp()
    const browser = app.browser()
    await ask(browser, address, { callbackUrl: '/inbox' })
    const response = await follow(browser, last(app.sent).url)
    expect(response.status).toBe(302)
    expect(leadsTo(response)).toBe('/inbox')
    expect(await signedIn(browser)).toBe(address)
    expect(await app.storage.readUserByEmail(address)).toMatchObject({
      emailVerified: new Date(app.clock.now()),
    })
  })

  it('signs a known person in', async () => {
    const app = emailApp()
    const ada = await app.storage.createUser({ email: address, name: 'Ada', emailVerified: null })
    const browser = app.browser()
    await ask(browser, address)
    await follow(browser, last(app.sent).url)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada', email: address } })
    expect(await app.storage.readUserByEmail(address)).toMatchObject({ id: ada?.id })
  })

  it('names the address before it signs anybody in, and tells a client too', async () => {
    const app = emailApp()
    await ask(app.browser(), address)
    const { pathname, search } = new URL(last(app.sent).url)
    const page = await app.browser().get(pathname + search)
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toContain('no-store')
    expect(await page.text()).toContain(address)
    const browser = app.browser()
    const posted = await postLink(browser, last(app.sent).url, { json: 'true' })
    expect(posted.status).toBe(200)
    expect(await posted.json()).toEqual({ url: `${origin}/` })
    expect(await signedIn(browser)).toBe(address)
  })

  it('works in another browser than asked for it', async () => {
    const app = emailApp()
    await ask(app.browser(), address)
    const other = app.browser()
    await follow(other, last(app.sent).url)
    expect(await signedIn(other)).toBe(address)
  })

  it('is not used up by programs that open it', async () => {
    const app = emailApp()
    await ask(app.browser(), address)
    const { pathname, search } = new URL(last(app.sent).url)
    for (let visit = 0; visit < 3; visit += 1) {
      const page = await app.browser().get(pathname + search, { accept: 'text/html' })
      expect(page.status).toBe(200)
      expect(hasSession(page)).toBe(false)
      const head = await app.auth.handle(
        new Request(origin + pathname + search, { method: 'HEAD' }),
      )
      expect(hasSession(head)).toBe(false)
    }
    const browser = app.browser()
    await follow(browser, last(app.sent).url)
    expect(await signedIn(browser)).toBe(address)
  })

  it('is good once', async () => {
    const app = emailApp()
    await ask(app.browser(), address)
    await follow(app.browser(), last(app.sent).url)
    const second = await follow(app.browser(), last(app.sent).url)
    expect(leadsTo(second)).toBe('/api/auth/error?error=Verification&code=verification_invalid')
    expect(hasSession(second)).toBe(false)
  })

  it('leads who is signed in by it already to where they wanted', async () => {
    const app = emailApp()
    const browser = app.browser()
    await ask(browser, address, { callbackUrl: '/inbox' })
    await follow(browser, last(app.sent).url)
    const again = await follow(browser, last(app.sent).url)
    expect(leadsTo(again)).toBe('/inbox')
    expect(hasSession(again)).toBe(false)
    expect(await signedIn(browser)).toBe(address)
  })

  it('of somebody else is still wrong where it was used already', async () => {
    const app = emailApp()
    const browser = app.browser()
    await ask(browser, address)
    await follow(browser, last(app.sent).url)
    await ask(app.browser(), 'grace@example.com')
    await follow(app.browser(), last(app.sent).url)
    expect(leadsTo(await follow(browser, last(app.sent).url))).toContain('error=Verification')
  })

  it('ends after a day by the clock of the engine', async () => {
    const app = emailApp()
    const [inTime, late] = [app.browser(), app.browser()]
    await ask(inTime, address)
    await ask(late, address)
    const [first, second] = app.sent
    app.clock.advance({ hours: 23, minutes: 59, seconds: 59 })
    await follow(inTime, first?.url ?? '')
    expect(await signedIn(inTime)).toBe(address)
    app.clock.advance({ seconds: 1 })
    const response = await follow(late, second?.url ?? '')
    expect(leadsTo(response)).toContain('code=verification_invalid')
    expect(await signedIn(late)).toBeUndefined()
  })

  it('lasts as long as the provider says', async () => {
    const app = emailApp({ maxAge: 60 })
    await ask(app.browser(), address)
    expect(last(app.sent).expires).toEqual(new Date('2026-11-21T12:01:00Z'))
    app.clock.advance({ seconds: 60 })
    expect(leadsTo(await follow(app.browser(), last(app.sent).url))).toContain('Verification')
  })

  it('of one person does not sign in another (CVE-2021-21310)', async () => {
    const app = emailApp()
    await ask(app.browser(), address)
    await ask(app.browser(), 'victim@example.com')
    const [mine, theirs] = app.sent
    const attacker = app.browser()
    const response = await postLink(attacker, mine?.url ?? '', { email: 'victim@example.com' })
    expect(leadsTo(response)).toContain('code=verification_invalid')
    expect(await signedIn(attacker)).toBeUndefined()
    const victim = app.browser()
    await follow(victim, theirs?.url ?? '')
    expect(await signedIn(victim)).toBe('victim@example.com')
  })

  it.each([
    ['no token', { token: '' }],
    ['a wrong token', { token: 'f'.repeat(64) }],
    ['a digest for a token', { token: 'sha256:1' }],
    ['a token of 100,000 characters', { token: 'f'.repeat(50_000) }],
    ['no address', { email: '' }],
    ['no address of a mailbox', { email: 'a@x.com,b@y.com' }],
    ['the identifier of a code', { email: `code:email:${address}` }],
  ])('with %s signs nobody in', async (_, fields) => {
    const app = emailApp()
    await ask(app.browser(), address)
    const browser = app.browser()
    const response = await postLink(browser, last(app.sent).url, fields)
    expect(leadsTo(response)).toBe('/api/auth/error?error=Verification&code=verification_invalid')
    expect(await signedIn(browser)).toBeUndefined()
  })

  it.each(['', '?token=x', '?email=ada@example.com', '?token[]=x&email[]=y'])(
    'that says nothing (%j) leads to the error page',
    async (query) => {
      const response = await emailApp().browser().get(`/api/auth/callback/email${query}`)
      expect(leadsTo(response)).toContain('error=Verification')
    },
  )

  it('needs the token of the confirmation form, so that nobody is signed in as another (login CSRF)', async () => {
    const app = emailApp()
    await ask(app.browser(), 'attacker@example.com')
    const { pathname, searchParams } = new URL(last(app.sent).url)
    const victim = app.browser()
    const fields = Object.fromEntries(searchParams)
    for (const csrfToken of [undefined, '', 'f'.repeat(64)]) {
      const response = await victim.post(pathname, {
        ...fields,
        ...(csrfToken !== undefined && { csrfToken }),
      })
      expect(leadsTo(response)).toContain('csrf=true')
    }
    await victim.csrfToken()
    expect(leadsTo(await victim.post(pathname, fields))).toContain('csrf=true')
    expect(await signedIn(victim)).toBeUndefined()
    // Nothing was used up by it.
    const owner = app.browser()
    await follow(owner, last(app.sent).url)
    expect(await signedIn(owner)).toBe('attacker@example.com')
  })

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'https://localhost:3000.evil.example/',
    'https://localhost:3000@evil.example/',
  ])('never leads off the site: %s', async (callbackUrl) => {
    const app = emailApp()
    await ask(app.browser(), address)
    const url = new URL(last(app.sent).url)
    url.searchParams.set('callbackUrl', callbackUrl)
    const browser = app.browser()
    const page = await browser.get(url.pathname + url.search)
    const fields = page.status === 200 ? await hiddenFields(page) : {}
    for (const posted of [fields, { ...fields, callbackUrl }]) {
      const response = await browser.post(url.pathname, posted)
      const { location } = Object.fromEntries(response.headers)
      expect(new URL(location ?? '/', origin).origin).toBe(origin)
    }
  })

  it('that was mailed under an older secret is good while that is in the list', async () => {
    const old = emailApp()
    await ask(old.browser(), address)
    const { url } = last(old.sent)
    const { storage } = old
    const without = emailApp({}, { storage, secret: 'another secret of thirty-two characters' })
    expect(leadsTo(await follow(without.browser(), url))).toContain('error=Verification')
    const rotated = emailApp(
      {},
      { storage, secret: ['another secret of thirty-two characters', secret] },
    )
    const browser = rotated.browser()
    await follow(browser, url)
    expect(await signedIn(browser)).toBe(address)
  })

  it('that NextAuth v4 has mailed is good here', async () => {
    const app = emailApp()
    const token = 'a'.repeat(64)
    await app.storage.createVerificationToken({
      identifier: address,
      token: createHash('sha256')
        .update(token + secret)
        .digest('hex'),
      expiresAt: app.clock.now() + 1000,
    })
    const query = new URLSearchParams({ callbackUrl: `${origin}/inbox`, token, email: address })
    const browser = app.browser()
    const response = await follow(browser, `${origin}/api/auth/callback/email?${query.toString()}`)
    expect(leadsTo(response)).toBe('/inbox')
    expect(await signedIn(browser)).toBe(address)
  })

  it('keeps that the session is to go with the browser', async () => {
    const app = emailApp()
    await ask(app.browser(), address, { remember: 'false' })
    const response = await follow(app.browser(), last(app.sent).url)
    const cookie = response.headers.getSetCookie().find((entry) => entry.includes('session-token='))
    expect(cookie).toBeDefined()
    expect(cookie).not.toMatch(/Expires|Max-Age/)
  })

  it('asks the signIn callback again, which can refuse', async () => {
    const app = emailApp(
      {},
      { callbacks: { signIn: ({ email }) => email?.verificationRequest === true } },
    )
    await ask(app.browser(), address)
    const response = await follow(app.browser(), last(app.sent).url)
    expect(leadsTo(response)).toMatch(/^\/api\/auth\/error\?error=AccessDenied/)
    expect(hasSession(response)).toBe(false)
  })

  it('is built on the configured address, whatever the request says of its host', async () => {
    const app = emailApp({}, { url: 'https://app.example.com' })
    const browser = createBrowser(app.auth, 'https://evil.example')
    const body = { csrfToken: await browser.csrfToken(), email: address }
    const headers = { 'x-forwarded-host': 'evil.example', host: 'evil.example' }
    await browser.post('/api/auth/signin/email', body, { headers })
    expect(new URL(last(app.sent).url).origin).toBe('https://app.example.com')
  })
})

describe('sign-in by e-mail', () => {
  it.each(['PUT', 'DELETE', 'PATCH'])('does not answer %s', async (method) => {
    const { auth } = emailApp()
    const response = await auth.handle(new Request(`${origin}/api/auth/callback/email`, { method }))
    expect(response.status).toBe(400)
  })
})
