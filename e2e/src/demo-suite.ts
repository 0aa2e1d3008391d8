/**
 * What each demo does for whoever visits it, whatever it is built with.
 *
 * @module
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Demo, DemoOptions } from 'example-demo/start'
import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApplication, workFolder } from './applications.ts'
import {
  hydrated,
  launchBrowser,
  openPage,
  signInAtProvider,
  signInWithPassword,
  signUp,
  textOf,
} from './visitor.ts'

/** A demo to visit. */
export interface DemoToVisit {
  /** Folder of its screenshots. */
  readonly name: string
  /** Its folder, from the root of this repository. */
  readonly source: string
  readonly start: (options: Partial<DemoOptions>) => Promise<Demo>
  /** Pages that the other demos do not have, by name. */
  readonly more?: Readonly<Record<string, string>>
}

/** What the tests of one demo share. Filled before the first of them. */
export interface DemoVisit {
  demo: Demo
  browser: Browser
  /** A fresh one for each test. */
  context: BrowserContext
}

const temporary = await mkdtemp(join(tmpdir(), 'sojourn-e2e-'))

/** Where the demos under test keep people and sessions: one file for each file of tests. */
export const database: string = join(temporary, 'people.db')

/** Seals the sessions of every demo under test: they are signed in to all at once. */
export const secret: string = 'x'.repeat(43)

/**
 * Builds and starts a demo for the tests of a file, and ends it after them.
 *
 * @returns What is there while a test runs.
 */
export function visitDemo({ source, start }: DemoToVisit): DemoVisit & { root: string } {
  const visit = {} as DemoVisit & { root: string }
  beforeAll(async () => {
    visit.browser = await launchBrowser()
    visit.root = await buildApplication(source)
    visit.demo = await start({ root: visit.root, secret, database, quiet: true })
  })
  afterAll(async () => {
    await visit.browser?.close()
    await visit.demo?.close()
    await rm(temporary, { recursive: true, force: true })
  })
  beforeEach(async () => {
    visit.context = await visit.browser.newContext({ baseURL: visit.demo.url })
  })
  afterEach(async () => {
    await visit.context?.close()
  })
  return visit
}

/** Waits until a page can be used, and has had the time to ask what it should not. */
export async function settled(page: Page): Promise<void> {
  await hydrated(page)
  await page.waitForTimeout(1000)
}

/** The tests that every demo passes. */
export function demoSuite(
  { name, start, more = {} }: DemoToVisit,
  visit: DemoVisit & { root: string },
): void {
  let { demo, browser, context, root } = visit
  beforeEach(() => {
    ;({ demo, browser, context, root } = visit)
  })

  /** HTML as the server sends it to this browser. */
  async function serverHtml(path: string): Promise<string> {
    return (await context.request.get(path)).text()
  }

  describe('a person', () => {
    it('signs in through the identity provider and is known in the HTML, without asking again', async () => {
      const page = await openPage(context)
      await page.goto('/')
      await hydrated(page)
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
      await signInAtProvider(page, demo, 'Ada')
      await hydrated(page)
      expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
      expect(await textOf(page, 'provider', 'Harbour')).toBe('Harbour ID')

      page.observed.sessionRequests.length = 0
      await page.reload()
      await settled(page)
      expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
      await page.getByTestId('nav-account').click()
      expect(await textOf(page, 'account-name', 'Ada')).toBe('Ada Lovelace')
      expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
      expect(await serverHtml('/')).toContain('Ada Lovelace')
    })

    it('leaves no token in the page, and the page in no shared cache', async () => {
      // A session of a minute is sealed anew after a second.
      const short = await start({ root, secret, database, quiet: true, sessionMaxAge: 60 })
      const visit = await browser.newContext({ baseURL: short.url })
      const page = await openPage(visit)
      await page.goto('/login')
      await hydrated(page)
      await signInWithPassword(page, 'marin@example.com', 'open-sea')
      await page.waitForURL(`${short.url}/`)
      const tokens = async (): Promise<Cookie[]> =>
        (await visit.cookies()).filter(({ name }) => name.includes('session-token'))
      const before = await tokens()
      await new Promise((resolve) => setTimeout(resolve, 1100))
      const response = await visit.request.get('/')
      const html = await response.text()
      const after = await tokens()
      expect(after).toHaveLength(1)
      expect(after[0]?.value).not.toBe(before[0]?.value)
      for (const { httpOnly, value } of [...before, ...after]) {
        expect(httpOnly).toBe(true)
        expect(html).not.toContain(value.slice(-40))
      }
      const caching = response.headers()['cache-control']
      expect(caching).toContain('private')
      expect(caching).toContain('no-store')
      await visit.close()
      await short.close()
    })

    it('is led to sign-in by a protected page and back to it, by address and by link', async () => {
      const page = await openPage(context)
      const anonymous = await context.request.get('/account', { maxRedirects: 0 })
      expect(anonymous.status()).toBeOneOf([302, 307])
      expect(anonymous.headers()['set-cookie'] ?? '').not.toContain('session-token')
      await page.goto('/account?tab=1')
      expect(new URL(page.url()).pathname).toBe('/login')
      await hydrated(page)
      await signInAtProvider(page, demo, 'Grace')
      expect(page.url()).toBe(`${demo.url}/account?tab=1`)

      const other = await openPage(await browser.newContext({ baseURL: demo.url }))
      await other.goto('/')
      await hydrated(other)
      await other.getByTestId('nav-account').click()
      await other.waitForURL('**/login?**')
      await hydrated(other)
      await signInWithPassword(other, 'marin@example.com', 'open-sea')
      await other.waitForURL('**/account')
      await other.context().close()
    })

    it('who is signed in is not shown the sign-in page', async () => {
      const page = await openPage(context)
      await page.goto('/login')
      await hydrated(page)
      await signInWithPassword(page, 'marin@example.com', 'open-sea')
      await page.waitForURL(`${demo.url}/`)
      await page.goto('/login')
      expect(page.url()).toBe(`${demo.url}/`)
    })

    it('is told what was wrong with a password, on the same page', async () => {
      const page = await openPage(context)
      await page.goto('/login')
      await hydrated(page)
      await signInWithPassword(page, 'marin@example.com', 'wrong')
      expect(await textOf(page, 'login-error', ' ')).toMatch(/\w+ .*\./)
      expect(new URL(page.url()).pathname).toBe('/login')
      await page.goto('/')
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    })

    it('who cancels at the identity provider is told so, and not signed in', async () => {
      const page = await openPage(context)
      await page.goto('/')
      await hydrated(page)
      await page.getByTestId('sign-in-harbour').click()
      await page.waitForURL(`${demo.issuer}/**`)
      await page.getByRole('button', { name: /cancel/i }).click()
      await page.waitForURL('**/login?**')
      expect(new URL(page.url()).searchParams.get('code')).toBe('provider_refused')
      expect(await textOf(page, 'login-error', ' ')).toMatch(/\w+ .*\./)
    })

    it('can sign in in two tabs at once', async () => {
      const first = await openPage(context)
      const second = await openPage(context)
      for (const page of [first, second]) {
        await page.goto('/')
        await hydrated(page)
        await page.getByTestId('sign-in-harbour').click()
        await page.waitForURL(`${demo.issuer}/**`)
      }
      for (const page of [second, first]) {
        await page.getByRole('button', { name: /Ada/ }).click()
        await page.waitForURL(`${demo.url}/**`)
        expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
      }
    })
  })

  describe('a second tab', () => {
    it('follows sign-in, a new name and sign-out without asking the server', async () => {
      const first = await openPage(context)
      const second = await openPage(context)
      await first.goto('/')
      await second.goto('/')
      await hydrated(first)
      await hydrated(second)
      await signInAtProvider(first, demo, 'Ada')
      expect(await textOf(second, 'user-name', 'Ada')).toBe('Ada Lovelace')

      await first.goto('/account')
      await hydrated(first)
      await first.getByTestId('name-input').fill('Countess of Lovelace')
      await first.getByTestId('name-save').click()
      expect(await textOf(first, 'account-name', 'Countess')).toBe('Countess of Lovelace')
      expect(await textOf(second, 'user-name', 'Countess')).toBe('Countess of Lovelace')
      await second.getByTestId('server-refresh').click()
      expect(await textOf(second, 'server-json', 'Countess')).toContain('Countess of Lovelace')

      await first.goto('/')
      await hydrated(first)
      await first.getByTestId('sign-out').click()
      expect(await textOf(second, 'status', 'unauthenticated')).toBe('unauthenticated')
      expect(second.observed).toEqual({ sessionRequests: [], complaints: [] })
      expect(await textOf(first, 'status', 'unauthenticated')).toBe('unauthenticated')
      expect(await serverHtml('/')).not.toContain('Countess')
    })
  })

  describe('a server that goes away', () => {
    it('signs nobody out, says so, and all is well when it is back', async () => {
      const page = await openPage(context)
      await page.goto('/')
      await hydrated(page)
      await signInAtProvider(page, demo, 'Ada')
      await hydrated(page)
      await demo.stopServer()
      try {
        await page.getByTestId('session-refresh').click()
        expect(await textOf(page, 'error-banner', ' ')).toMatch(/\w+/)
        expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
        expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
        await page.getByTestId('sign-out').click()
        expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
      } finally {
        await demo.startServer()
      }
      await page.getByTestId('session-refresh').click()
      await page.getByTestId('error-banner').waitFor({ state: 'detached' })
      expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
      await page.reload()
      expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
    })
  })

  describe('a session that ends by itself', () => {
    it('is over in every tab at that moment, without a request', async () => {
      const short = await start({ root, secret, database, quiet: true, sessionMaxAge: 6 })
      const visit = await browser.newContext({ baseURL: short.url })
      const first = await openPage(visit)
      await first.goto('/login')
      await hydrated(first)
      await signInWithPassword(first, 'marin@example.com', 'open-sea')
      await first.waitForURL(`${short.url}/`)
      const second = await openPage(visit)
      await second.goto('/')
      await hydrated(second)
      first.observed.sessionRequests.length = 0
      expect(await textOf(first, 'status', 'authenticated')).toBe('authenticated')
      for (const page of [first, second]) {
        await page.getByTestId('status').filter({ hasText: 'unauthenticated' }).waitFor()
        expect(page.observed.sessionRequests).toEqual([])
      }
      await visit.close()
      await short.close()
    })
  })

  describe.each([
    ['desktop', { width: 1280, height: 900 }],
    ['phone', { width: 390, height: 844 }],
  ] as const)('on a %s', (device, viewport) => {
    it.each(['light', 'dark'] as const)('every page fits, in the %s', async (colorScheme) => {
      const visit = await browser.newContext({ baseURL: demo.url, viewport, colorScheme })
      const folder = join(workFolder, 'screenshots', name)
      await mkdir(folder, { recursive: true })
      const page = await openPage(visit)
      const capture = async (what: string): Promise<void> => {
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(overflow, `${what} is too wide`).toBe(0)
        const file = join(folder, `${what}-${device}-${colorScheme}.png`)
        await page.screenshot({ path: file, fullPage: true })
      }
      const look = async (path: string, what: string): Promise<void> => {
        await page.goto(path)
        // Not until it is idle: a page that is told of changes never is.
        await page.waitForTimeout(500)
        await capture(what)
      }
      await look('/', 'start')
      await look('/login?error=CredentialsSignin&code=credentials_rejected', 'login')
      await look('/join', 'join')
      await signUp(page, { name: 'Mae', email: 'mae@example.com', password: 'short' })
      expect(await textOf(page, 'password-problem', '8')).toContain('8 characters')
      await capture('join-refused')
      await look('/api/auth/signout', 'sign-out')
      await look('/api/auth/error?error=AccessDenied', 'error')
      await page.goto('/')
      await hydrated(page)
      await page.getByTestId('sign-in-harbour').click()
      await page.waitForURL(`${demo.issuer}/**`)
      await look(page.url(), 'provider')
      await page.getByRole('button', { name: /Ada/ }).click()
      await page.waitForURL(`${demo.url}/**`)
      await look('/', 'start-signed-in')
      await look('/account', 'account')
      await look('/devices', 'devices')
      for (const [what, path] of Object.entries(more)) await look(path, what)
      await visit.clearCookies()
      await page.goto('/login')
      await hydrated(page)
      await signInWithPassword(page, 'marin@example.com', 'open-sea')
      await page.waitForURL(`${demo.url}/`)
      await look('/account', 'account-password')
      expect(page.observed.complaints.filter((text) => !/status of (403|400)/.test(text))).toEqual(
        [],
      )
      await visit.close()
    })
  })
}
