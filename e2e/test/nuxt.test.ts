import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Demo, startDemo } from 'example-nuxt/demo.ts'
import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { hydrated, launchBrowser, openPage, textOf } from '../src/visitor.ts'

let demo: Demo
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  browser = await launchBrowser()
  demo = await startDemo({ root: inject('demo'), quiet: true })
})
afterAll(async () => {
  await browser?.close()
  await demo?.close()
})
beforeEach(async () => {
  context = await browser.newContext({ baseURL: demo.url })
})
afterEach(async () => {
  await context.close()
})

/** Signs in at the identity provider, from wherever its button is. */
async function signInAtProvider(page: Page, person: string): Promise<void> {
  await page.getByTestId('sign-in-harbour').click()
  await page.waitForURL(`${demo.issuer}/**`)
  await page.getByRole('button', { name: new RegExp(person) }).click()
  await page.waitForURL(`${demo.url}/**`)
}

async function signInWithPassword(page: Page, username: string, password: string): Promise<void> {
  await page.getByTestId('credentials-username').fill(username)
  await page.getByTestId('credentials-password').fill(password)
  await page.getByTestId('credentials-submit').click()
}

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
    await signInAtProvider(page, 'Ada')
    await hydrated(page)
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
    expect(await textOf(page, 'provider', 'Harbour')).toBe('Harbour ID')

    page.observed.sessionRequests.length = 0
    await page.reload({ waitUntil: 'networkidle' })
    await hydrated(page)
    expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
    await page.getByTestId('nav-account').click()
    expect(await textOf(page, 'account-name', 'Ada')).toBe('Ada Lovelace')
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
    expect(await serverHtml('/')).toContain('Ada Lovelace')
  })

  it('leaves no token in the page, and the page in no shared cache', async () => {
    const page = await openPage(context)
    await page.goto('/')
    await hydrated(page)
    await signInAtProvider(page, 'Ada')
    const tokens = async (): Promise<Cookie[]> =>
      (await context.cookies()).filter(({ name }) => name.includes('session-token'))
    const before = await tokens()
    const response = await context.request.get('/')
    const html = await response.text()
    const after = await tokens()
    expect(after[0]?.value).not.toBe(before[0]?.value)
    for (const { httpOnly, value } of [...before, ...after]) {
      expect(httpOnly).toBe(true)
      expect(html).not.toContain(value.slice(-40))
    }
    expect(response.headers()['cache-control']).toBe('private, no-store')
  })

  it('is led to sign-in by a protected page and back to it, by address and by link', async () => {
    const page = await openPage(context)
    const anonymous = await context.request.get('/account', { maxRedirects: 0 })
    expect(anonymous.status()).toBe(302)
    await page.goto('/account?tab=1')
    expect(new URL(page.url()).pathname).toBe('/login')
    await hydrated(page)
    await signInAtProvider(page, 'Grace')
    expect(page.url()).toBe(`${demo.url}/account?tab=1`)

    const other = await openPage(await browser.newContext({ baseURL: demo.url }))
    await other.goto('/')
    await hydrated(other)
    await other.getByTestId('nav-account').click()
    await other.waitForURL('**/login?**')
    await hydrated(other)
    await signInWithPassword(other, 'marin', 'open-sea')
    await other.waitForURL('**/account')
    await other.context().close()
  })

  it('who is signed in is not shown the sign-in page', async () => {
    const page = await openPage(context)
    await page.goto('/login')
    await hydrated(page)
    await signInWithPassword(page, 'marin', 'open-sea')
    await page.waitForURL(`${demo.url}/`)
    await page.goto('/login')
    expect(page.url()).toBe(`${demo.url}/`)
  })

  it('is told what was wrong with a password, on the same page', async () => {
    const page = await openPage(context)
    await page.goto('/login')
    await hydrated(page)
    await signInWithPassword(page, 'marin', 'wrong')
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
    await signInAtProvider(first, 'Ada')
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
    await signInAtProvider(page, 'Ada')
    await hydrated(page)
    await demo.stopServer()
    try {
      await page.getByTestId('session-refresh').click()
      expect(await textOf(page, 'error-banner', ' ')).toMatch(/\w+/)
      expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
      expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
      await page.getByTestId('sign-out').click()
      expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
      await page.getByTestId('nav-account').click()
      expect(await textOf(page, 'account-name', 'Ada')).toBe('Ada Lovelace')
      await page.getByTestId('nav-home').click()
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

describe('without JavaScript', () => {
  it('a person signs in, sees a protected page and signs out', async () => {
    const plain = await browser.newContext({ baseURL: demo.url, javaScriptEnabled: false })
    const page = await plain.newPage()
    await page.goto('/account')
    await page.getByTestId('credentials-username').fill('marin')
    await page.getByTestId('credentials-password').fill('wrong')
    await page.getByTestId('credentials-submit').click()
    expect(await textOf(page, 'login-error', ' ')).toMatch(/\w+ .*\./)
    await signInWithPassword(page, 'marin', 'open-sea')
    expect(page.url()).toBe(`${demo.url}/account`)
    await page.getByTestId('sign-out').click()
    expect(new URL(page.url()).pathname).toBe('/api/auth/signout')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.goto('/')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')

    await page.goto('/login')
    await signInAtProvider(page, 'Alan')
    expect(await textOf(page, 'user-name', 'Alan')).toContain('Alan')
    await plain.close()
  })
})

describe('a session that ends by itself', () => {
  it('is over in every tab at that moment, without a request', async () => {
    const short = await startDemo({ root: inject('demo'), quiet: true, sessionMaxAge: 6 })
    const visit = await browser.newContext({ baseURL: short.url })
    const first = await openPage(visit)
    await first.goto('/login')
    await hydrated(first)
    await signInWithPassword(first, 'marin', 'open-sea')
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
    const folder = join(inject('demo'), '..', 'screenshots')
    await mkdir(folder, { recursive: true })
    const page = await openPage(visit)
    const look = async (path: string, name: string): Promise<void> => {
      await page.goto(path, { waitUntil: 'networkidle' })
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, `${path} is too wide`).toBe(0)
      const file = join(folder, `${name}-${device}-${colorScheme}.png`)
      await page.screenshot({ path: file, fullPage: true })
    }
    await look('/', 'start')
    await look('/login?error=CredentialsSignin&code=credentials_rejected', 'login')
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
    expect(page.observed.complaints.filter((text) => !/status of (403|400)/.test(text))).toEqual([])
    await visit.close()
  })
})
