/**
 * Codes by e-mail: good in the browser that asked, for ten minutes and five tries.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../src/storage/memory.ts'
import { origin } from '../support/browser.ts'
import { secret } from '../support/test-auth.ts'
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
  typeCode,
} from './support/email-app.ts'

const address = 'ada@example.com'
const form = '/api/auth/verify-request?provider=email&type=email'
const wrong = `${form}&error=Verification&code=verification_invalid`

/** A code that is not this one. */
const otherThan = (code: string): string => (code === '00000000' ? '00000001' : '00000000')

describe('asking for a code', () => {
  it('sends eight digits, and leads to the form for them', async () => {
    const { browser, sent } = emailApp({ code: true })
    const person = browser()
    const response = await ask(person, address)
    expect(leadsTo(response)).toBe(form)
    const { token, url, expires, identifier } = last(sent)
    expect(token).toMatch(/^\d{8}$/)
    expect(url).toBe(origin + form)
    expect(identifier).toBe(address)
    expect(expires).toEqual(new Date('2026-11-21T12:10:00Z'))
    const page = await person.get(form)
    expect(page.status).toBe(200)
    const text = await page.clone().text()
    expect(text).toContain('action="/api/auth/callback/email"')
    expect(text).toMatch(/<input\b[^>]*\bname="code"/)
    expect(text).not.toContain(token)
    expect((await hiddenFields(page))['csrfToken']).toMatch(/^[0-9a-f]{64}$/)
  })

  it('shows the form in no other browser', async () => {
    const { browser } = emailApp({ code: true })
    await ask(browser(), address)
    const page = await browser().get(form)
    expect(page.status).toBe(200)
    expect(await page.text()).not.toContain('name="code"')
  })

  it('keeps the binding in a cookie that no script reads, and nothing of it can be read', async () => {
    const { browser, sent } = emailApp({ code: true }, { url: 'https://app.example.com' })
    const response = await ask(browser(), address)
    const cookie = response.headers.getSetCookie().find((entry) => entry.includes('email-code='))
    expect(cookie).toMatch(/^__Host-/)
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; Secure/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(cookie).toMatch(/; Max-Age=600/)
    expect(cookie).not.toContain(last(sent).token)
    expect(cookie).not.toContain('ada')
  })

  it('draws every first digit about as often as the others', async () => {
    const { browser, sent } = emailApp({ code: true }, { rateLimits: false })
    const person = browser()
    const csrfToken = await person.csrfToken()
    for (let count = 0; count < 1000; count += 1) {
      await person.post('/api/auth/signin/email', { csrfToken, email: address })
    }
    const counts = Array.from(
      '0123456789',
      (digit) => sent.filter(({ token }) => token.startsWith(digit)).length,
    )
    expect(Math.min(...counts)).toBeGreaterThan(55)
    expect(Math.max(...counts)).toBeLessThan(150)
    expect(new Set(sent.map(({ token }) => token)).size).toBeGreaterThan(990)
  })

  it.each([
    [undefined, 600],
    [86_400, 600],
    [120, 120],
  ])('with a maxAge of %s is good for %s seconds (ASVS 6.5.5)', async (maxAge, lifetime) => {
    const app = emailApp({ code: true, maxAge })
    await ask(app.browser(), address)
    expect(last(app.sent).expires.getTime()).toBe(app.clock.now() + lifetime * 1000)
  })
})

describe('a code', () => {
  it.each([
    ['as it was sent', (code: string) => code],
    ['with a space', (code: string) => `${code.slice(0, 4)} ${code.slice(4)} `],
    ['with dashes', (code: string) => code.replaceAll(/(..)(?!$)/g, '$1-')],
    ['with a dash of the typographer', (code: string) => `${code.slice(0, 4)}–${code.slice(4)}`],
    [
      'in full-width digits',
      (code: string) =>
        code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    ],
  ])('signs in, typed %s', async (_, spell) => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address, { callbackUrl: '/inbox' })
    const response = await typeCode(browser, spell(last(app.sent).token))
    expect(leadsTo(response)).toBe('/inbox')
    expect(await signedIn(browser)).toBe(address)
    expect(await app.storage.readUserByEmail(address)).toMatchObject({
      emailVerified: new Date(app.clock.now()),
    })
    expect([...browser.cookies.keys()].join()).not.toContain('email-code')
  })

  it('answers a client in its way', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    const { token } = last(app.sent)
    const refused = await typeCode(browser, otherThan(token), { json: true })
    expect(refused.status).toBe(403)
    expect(await refused.json()).toEqual({ url: origin + wrong })
    const taken = await typeCode(browser, token, { json: true })
    expect(taken.status).toBe(200)
    expect(await signedIn(browser)).toBe(address)
  })

  it('says nothing in another browser (ASVS 6.6.2)', async () => {
    const app = emailApp({ code: true })
    await ask(app.browser(), address)
    const other = app.browser()
    const response = await typeCode(other, last(app.sent).token)
    expect(leadsTo(response)).toBe('/api/auth/error?error=Verification&code=verification_invalid')
    // Not even in one that has asked, too.
    await ask(other, address)
    const [first] = app.sent
    expect(leadsTo(await typeCode(other, first?.token ?? ''))).toBe(wrong)
    expect(await signedIn(other)).toBeUndefined()
  })

  it('that is wrong leads back to the form, which says so', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    const response = await typeCode(browser, otherThan(last(app.sent).token))
    expect(leadsTo(response)).toBe(wrong)
    const page = await (await browser.get(leadsTo(response))).text()
    expect(page).toContain('name="code"')
    expect(page).toMatch(/wrong, was used already, or is too old/)
    await typeCode(browser, last(app.sent).token)
    expect(await signedIn(browser)).toBe(address)
  })

  it('is dead after five wrong ones (ASVS 6.6.3)', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    const { token } = last(app.sent)
    const cookies = new Map(browser.cookies)
    for (let guess = 0; guess < 5; guess += 1) {
      expect(leadsTo(await typeCode(browser, otherThan(token)))).toBe(wrong)
    }
    const sixth = await typeCode(browser, token)
    expect(leadsTo(sixth)).toBe(`${form}&error=Signin&code=attempts_exceeded`)
    expect(hasSession(sixth)).toBe(false)
    expect([...browser.cookies.keys()].join()).not.toContain('email-code')
    const page = await (await browser.get(leadsTo(sixth))).text()
    expect(page).toContain('too many attempts')
    expect(page).not.toContain('name="code"')
    // Also for a browser that keeps the cookie against our will, and until the code has ended.
    for (let minute = 0; minute < 10; minute += 1) {
      cookies.forEach((value, name) => browser.cookies.set(name, value))
      expect(hasSession(await typeCode(browser, token))).toBe(false)
      app.clock.advance({ minutes: 1 })
    }
  })

  it('does not die of what cannot be one', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    for (const typed of [
      '',
      '1234567',
      '123456789',
      'abcdefgh',
      '1'.repeat(5000),
      '１２３',
      '٠١٢٣٤٥٦٧',
    ]) {
      expect(leadsTo(await typeCode(browser, typed))).toBe(wrong)
    }
    await typeCode(browser, last(app.sent).token)
    expect(await signedIn(browser)).toBe(address)
  })

  it('is good once', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    const cookies = new Map(browser.cookies)
    await typeCode(browser, last(app.sent).token)
    expect(await signedIn(browser)).toBe(address)
    browser.cookies.clear()
    cookies.forEach((value, name) => browser.cookies.set(name, value))
    expect(leadsTo(await typeCode(browser, last(app.sent).token))).toBe(wrong)
    expect(await signedIn(browser)).toBeUndefined()
  })

  it('ends by the clock of the engine', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    app.clock.advance({ minutes: 10 })
    const response = await typeCode(browser, last(app.sent).token)
    expect(leadsTo(response)).toContain('code=verification_invalid')
    expect(await signedIn(browser)).toBeUndefined()
    expect(await (await browser.get(form)).text()).not.toContain('name="code"')
  })

  it('that ended in the storage is refused even if the cookie says otherwise', async () => {
    const storage = memoryStorage()
    const watched = {
      ...storage,
      createVerificationToken: (token: Parameters<typeof storage.createVerificationToken>[0]) =>
        storage.createVerificationToken({ ...token, expiresAt: token.expiresAt - 600_000 }),
    }
    const app = emailApp({ code: true }, { storage: watched })
    const browser = app.browser()
    await ask(browser, address)
    expect(leadsTo(await typeCode(browser, last(app.sent).token))).toBe(wrong)
  })

  it('of an older tab gives way to that of a newer one', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    await ask(browser, 'grace@example.com')
    const [older, newer] = app.sent
    expect(leadsTo(await typeCode(browser, older?.token ?? ''))).toBe(wrong)
    await typeCode(browser, newer?.token ?? '')
    expect(await signedIn(browser)).toBe('grace@example.com')
  })

  it('needs the token of its form', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    const { token } = last(app.sent)
    const response = await browser.post('/api/auth/callback/email', { code: token })
    expect(leadsTo(response)).toContain('csrf=true')
    await typeCode(browser, token)
    expect(await signedIn(browser)).toBe(address)
  })

  it('is worth nothing as the token of a link, nor is a link as a code', async () => {
    const storage = memoryStorage()
    const codes = emailApp({ code: true }, { storage })
    const links = emailApp({}, { storage })
    const browser = codes.browser()
    await ask(browser, address)
    const { token } = last(codes.sent)
    const asLink = `${origin}/api/auth/callback/email?${new URLSearchParams({ token, email: address }).toString()}`
    for (const app of [codes, links]) {
      expect(leadsTo(await postLink(app.browser(), asLink))).toContain('error=Verification')
    }
    await ask(links.browser(), address)
    expect(leadsTo(await typeCode(browser, last(links.sent).token))).toBe(wrong)
    // A link that was sent before an application changed to codes is still good.
    const later = codes.browser()
    await follow(later, last(links.sent).url)
    expect(await signedIn(later)).toBe(address)
  })

  it('is stored as a digest that the code alone does not give', async () => {
    const stored: { identifier: string; token: string }[] = []
    const storage = memoryStorage()
    const app = emailApp(
      { code: true },
      {
        storage: {
          ...storage,
          createVerificationToken: async (token) => void stored.push(token),
        },
      },
    )
    await ask(app.browser(), address)
    const { token } = last(app.sent)
    const [{ identifier, token: digest } = { identifier: '', token: '' }] = stored
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
    expect(identifier).not.toBe(address)
    for (const guess of [token, token + secret, `${address}${token}${secret}`]) {
      expect(digest).not.toBe(createHash('sha256').update(guess).digest('hex'))
    }
  })

  it('is not found by a cookie that was made up, or is of another kind', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    const [name] = [...browser.cookies.keys()].filter((entry) => entry.includes('email-code'))
    expect(name).toBeDefined()
    const { token } = last(app.sent)
    const session = app.browser()
    await ask(session, 'grace@example.com')
    await typeCode(session, last(app.sent).token)
    const sealed = session.cookies.get('next-auth.session-token') ?? ''
    for (const value of ['', 'x', 'a.b.c.d.e', sealed, '%', 'eyJ'.repeat(2000)]) {
      browser.cookies.set(name ?? '', value)
      const response = await typeCode(browser, token)
      expect(leadsTo(response)).toContain('/api/auth/error?error=Verification')
      const page = await browser.get(form)
      expect(page.status).toBe(200)
      expect(await page.text()).not.toContain('name="code"')
    }
  })

  it('of one provider says nothing at another', async () => {
    const sent: string[] = []
    const provider = {
      name: 'Mail',
      type: 'email',
      code: true,
      sendVerificationRequest: ({ token }: { token: string }) => sent.push(token),
    } as const
    const app = emailApp(
      {},
      {
        providers: [
          { ...provider, id: 'one' },
          { ...provider, id: 'two' },
        ],
      },
    )
    const browser = app.browser()
    await ask(browser, address, {}, { provider: 'one' })
    const elsewhere = await typeCode(browser, last(sent), { provider: 'two' })
    expect(leadsTo(elsewhere)).toContain('error=Verification')
    expect(await signedIn(browser)).toBeUndefined()
    await typeCode(browser, last(sent), { provider: 'one' })
    expect(await signedIn(browser)).toBe(address)
  })

  it('is still good after the secret was rotated', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address)
    const newer = 'another secret of thirty-two characters'
    const rotated = emailApp({ code: true }, { storage: app.storage, secret: [newer, secret] })
    const same = rotated.browser()
    browser.cookies.forEach((value, name) => same.cookies.set(name, value))
    await typeCode(same, last(app.sent).token)
    expect(await signedIn(same)).toBe(address)
  })

  it('keeps that the session is to go with the browser', async () => {
    const app = emailApp({ code: true })
    const browser = app.browser()
    await ask(browser, address, { remember: 'false' })
    const response = await typeCode(browser, last(app.sent).token)
    const cookie = response.headers.getSetCookie().find((entry) => entry.includes('session-token='))
    expect(cookie).not.toMatch(/Expires|Max-Age/)
  })
})
