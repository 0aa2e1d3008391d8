/**
 * What each demo does for people who sign up: accounts, devices, passwords.
 *
 * @module
 */
import type { BrowserContext } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoVisit, settled } from './demo-suite.ts'
import {
  type Applicant,
  focus,
  hydrated,
  isSessionCookie,
  openPage,
  signInWithPassword,
  signUp,
  textOf,
  type VisitedPage,
} from './visitor.ts'

const firefoxOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'

/** The tests that every demo passes. */
export function peopleSuite(visit: DemoVisit): void {
  let { demo, browser, context } = visit
  const contexts: BrowserContext[] = []
  beforeEach(() => {
    ;({ demo, browser, context } = visit)
  })
  afterEach(async () => {
    for (const opened of contexts.splice(0)) await opened.close()
  })

  let count = 0

  /** Somebody whom no other test knows. */
  function somebody(name = 'Mae'): Applicant {
    count += 1
    return { name, email: `${name}-${count}@example.com`.toLowerCase(), password: 'salt-and-tar' }
  }

  /** Somebody new in the browser of the test, on the start page. */
  async function joined(person: Applicant): Promise<VisitedPage> {
    const page = await openPage(context)
    await signUp(page, person)
    await page.waitForURL(`${demo.url}/`)
    await hydrated(page)
    return page
  }

  /** The same person with another browser, on the start page. */
  async function elsewhere({ email, password }: Applicant, userAgent?: string): Promise<Elsewhere> {
    const other = await browser.newContext({
      baseURL: demo.url,
      ...(userAgent !== undefined && { userAgent }),
    })
    contexts.push(other)
    const page = await openPage(other)
    await page.goto('/login')
    await hydrated(page)
    await signInWithPassword(page, email, password)
    await page.waitForURL(`${demo.url}/`)
    await hydrated(page)
    expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
    return { context: other, page }
  }

  /** Devices as the page lists them, once there are so many. */
  async function devices(page: VisitedPage, expected: number): Promise<string[]> {
    const names = page.getByTestId('device').locator('.device')
    await expect.poll(() => names.count(), { timeout: 10_000 }).toBe(expected)
    return (await names.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim())
  }

  async function openDevices(page: VisitedPage): Promise<void> {
    await page.getByTestId('nav-account').click()
    await page.getByTestId('nav-devices').click()
    await page.waitForURL('**/devices')
  }

  /** What the server says of whoever sends these cookies. */
  async function sessionOf({ request }: BrowserContext): Promise<unknown> {
    return (await request.get('/api/auth/session')).json()
  }

  /** A browser that has the session cookies of another, and nothing else of it. */
  async function copyOf(original: BrowserContext): Promise<BrowserContext> {
    const thief = await browser.newContext({ baseURL: demo.url })
    contexts.push(thief)
    await thief.addCookies((await original.cookies()).filter(isSessionCookie))
    return thief
  }

  /** The page learns it when somebody looks at it, and not only by being loaded anew. */
  async function isSignedOut(page: VisitedPage): Promise<void> {
    await expect
      .poll(
        async () => {
          await focus(page)
          return page.getByTestId('status').textContent()
        },
        // The client does not ask again within five seconds of an answer.
        { timeout: 10_000, interval: 200 },
      )
      .toBe('unauthenticated')
  }

  describe('somebody new', () => {
    it('signs up and is signed in, and known in the HTML', async () => {
      const person = somebody()
      const page = await joined(person)
      expect(await textOf(page, 'user-name', 'Mae')).toBe('Mae')
      expect(await textOf(page, 'provider', 'Password')).toBe('Password')
      page.observed.sessionRequests.length = 0
      await page.reload()
      await settled(page)
      expect(await textOf(page, 'user-name', 'Mae')).toBe('Mae')
      expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
      expect(await (await context.request.get('/')).text()).toContain(person.email)
    })

    it('is told at the field what was not right, and keeps what was entered', async () => {
      const page = await openPage(context)
      const person = somebody()
      await signUp(page, { ...person, password: 'short' })
      expect(await textOf(page, 'password-problem', '8')).toContain('8 characters')
      expect(await page.getByTestId('join-email').inputValue()).toBe(person.email)
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe(
        'password',
      )
      await page.getByTestId('join-password').fill(person.password)
      await page.getByTestId('join-submit').click()
      await page.waitForURL(`${demo.url}/`)
    })

    it('with an address that somebody has is told so, and not signed in', async () => {
      const person = somebody()
      await joined(person)
      const other = await browser.newContext({ baseURL: demo.url })
      contexts.push(other)
      const page = await openPage(other)
      await signUp(page, { ...person, email: person.email.toUpperCase(), password: 'another-one' })
      expect(await textOf(page, 'email-problem', 'before')).toMatch(/signed up with this address/)
      expect(await sessionOf(other)).toEqual({})
      await page.goto('/login')
      await hydrated(page)
      await signInWithPassword(page, person.email, 'another-one')
      expect(await textOf(page, 'login-error', ' ')).toMatch(/do not match/)
    })

    it('comes only from a page of ours: the route takes JSON, and not much of it', async () => {
      const person = somebody()
      const { request } = context
      const asForm = await request.post('/api/join', { form: { ...person } })
      expect(asForm.status()).toBe(400)
      const headers = { 'content-type': 'text/plain' }
      const data = JSON.stringify(person)
      expect((await request.post('/api/join', { headers, data })).status()).toBe(400)
      const large = await request.post('/api/join', {
        data: { ...person, name: 'x'.repeat(10_000) },
      })
      expect(large.status()).toBe(413)
      // Nobody has signed up by any of it.
      expect((await request.post('/api/join', { data: { ...person } })).status()).toBe(204)
      const again = await request.post('/api/join', { data: { ...person } })
      expect(again.status()).toBe(409)
      expect(await again.text()).not.toContain(person.email)
    })
  })

  describe('the page of devices', () => {
    it('is for people who are signed in', async () => {
      const anonymous = await context.request.get('/devices', { maxRedirects: 0 })
      expect(anonymous.status()).toBeOneOf([302, 307])
      const page = await openPage(context)
      await page.goto('/devices')
      expect(new URL(page.url()).pathname).toBe('/login')
      await hydrated(page)
      await signInWithPassword(page, 'marin@example.com', 'open-sea')
      await page.waitForURL('**/devices')
    })

    it('lists every browser, and one that is signed out there is out within seconds', async () => {
      const person = somebody()
      const page = await joined(person)
      const other = await elsewhere(person, firefoxOnWindows)
      const thief = await copyOf(other.context)
      expect(await sessionOf(thief)).toMatchObject({ user: { name: 'Mae' } })

      page.observed.sessionRequests.length = 0
      await openDevices(page)
      expect(await devices(page, 2)).toEqual(['Firefox on Windows', 'Chrome on Linux This one'])
      const firefox = page.getByTestId('device').filter({ hasText: 'Firefox' })
      expect(await firefox.textContent()).toMatch(/Signed in just now/)
      await firefox.getByTestId('device-revoke').click()
      expect(await textOf(page, 'devices-result', 'Firefox')).toBe(
        'Firefox on Windows is signed out.',
      )
      expect(await devices(page, 1)).toEqual(['Chrome on Linux This one'])
      expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })

      expect(await sessionOf(thief)).toEqual({})
      await isSignedOut(other.page)
      expect(other.page.observed.complaints).toEqual([])
      const late = await copyOf(other.context)
      expect(await sessionOf(late)).toEqual({})
      expect(await sessionOf(context)).toMatchObject({ user: { name: 'Mae' } })
    })

    it('signs out everywhere else at once', async () => {
      const person = somebody()
      const page = await joined(person)
      const others = [await elsewhere(person), await elsewhere(person, firefoxOnWindows)]
      await openDevices(page)
      await devices(page, 3)
      await page.getByTestId('revoke-others').click()
      expect(await devices(page, 1)).toEqual(['Chrome on Linux This one'])
      expect(await page.getByTestId('revoke-others').count()).toBe(0)
      for (const other of others) await isSignedOut(other.page)
      await page.reload()
      expect(await devices(page, 1)).toHaveLength(1)
    })

    it('signs this browser out like any other', async () => {
      const page = await joined(somebody())
      const thief = await copyOf(context)
      await openDevices(page)
      await devices(page, 1)
      await page.getByTestId('device-revoke').click()
      await page.waitForURL(`${demo.url}/`)
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
      expect(await sessionOf(thief)).toEqual({})
    })
  })

  describe('another password', () => {
    it('needs the present one, and signs every other browser out', async () => {
      const person = somebody()
      const page = await joined(person)
      const other = await elsewhere(person)
      await page.getByTestId('nav-account').click()
      const change = async (current: string, password: string): Promise<void> => {
        await page.getByTestId('password-current').fill(current)
        await page.getByTestId('password-new').fill(password)
        await page.getByTestId('password-submit').click()
      }
      await change('not-this-one', 'fresh-water')
      expect(await textOf(page, 'current-problem', 'not')).toMatch(/not your password/)
      await change(person.password, 'short')
      expect(await textOf(page, 'password-problem', '8')).toContain('8 characters')
      await change(person.password, 'fresh-water')
      expect(await textOf(page, 'password-result', 'Changed')).toMatch(/^Changed\./)
      await isSignedOut(other.page)
      expect(await sessionOf(context)).toMatchObject({ user: { name: 'Mae' } })

      await other.page.goto('/login')
      await hydrated(other.page)
      await signInWithPassword(other.page, person.email, person.password)
      expect(await textOf(other.page, 'login-error', ' ')).toMatch(/do not match/)
      await signInWithPassword(other.page, person.email, 'fresh-water')
      await other.page.waitForURL(`${demo.url}/`)
    })
  })

  describe('a session', () => {
    it.each([
      ['stays when the browser is closed', true],
      ['goes with the browser, if its person wants it so', false],
    ])('%s', async (_, remember) => {
      const page = await openPage(context)
      await page.goto('/login')
      await hydrated(page)
      await page.getByTestId('credentials-remember').setChecked(remember)
      await signInWithPassword(page, 'noor@example.com', 'quiet-bay')
      await page.waitForURL(`${demo.url}/`)
      const [cookie, ...more] = (await context.cookies()).filter(isSessionCookie)
      expect(more).toEqual([])
      // Playwright's way to say that it has no expiry.
      expect(cookie?.expires === -1).toBe(!remember)
    })

    it('is still there when the server was started anew, and so is its person', async () => {
      const person = somebody()
      const page = await joined(person)
      await demo.stopServer()
      await demo.startServer()
      await page.reload()
      await hydrated(page)
      expect(await textOf(page, 'user-name', 'Mae')).toBe('Mae')
      const other = await elsewhere(person, firefoxOnWindows)
      await openDevices(other.page)
      expect(await devices(other.page, 2)).toEqual([
        'Firefox on Windows This one',
        'Chrome on Linux',
      ])
    })
  })
}

/** Another browser of a person. */
interface Elsewhere {
  readonly context: BrowserContext
  readonly page: VisitedPage
}
