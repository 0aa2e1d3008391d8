/**
 * Nuxt 3, below a base path, with every page guarded: what the demo does not show.
 */
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApplication } from '../src/applications.ts'
import { type RunningServer, startServer } from '../src/server.ts'
import { hydrated, launchBrowser, openPage, textOf, type VisitedPage } from '../src/visitor.ts'

let browser: Browser
let folder: string
let server: RunningServer
let context: BrowserContext

beforeAll(async () => {
  browser = await launchBrowser()
  folder = await buildApplication('e2e/nuxt-3')
  server = await startServer(folder, { AUTH_SECRET: 'x'.repeat(40) })
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})
beforeEach(async () => {
  context = await browser.newContext({ baseURL: server.url })
})
afterEach(async () => {
  await context.close()
})

/** Opens a protected page and signs in on the built-in page that it leads to. */
async function signIn(): Promise<VisitedPage> {
  const page = await openPage(context)
  await page.goto('/app/protected')
  expect(new URL(page.url()).pathname).toBe('/app/api/auth/signin')
  await page.getByLabel('User name').fill('ada')
  await page.getByLabel('Password').fill('engine')
  await page.getByRole('button').click()
  await page.waitForURL('**/app/protected')
  await hydrated(page)
  return page
}

describe('an application on Nuxt 3 below /app/', () => {
  it('signs in on the built-in page and comes back, known in the HTML', async () => {
    const page = await signIn()
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
    await page.reload({ waitUntil: 'networkidle' })
    await hydrated(page)
    await page.getByTestId('nav-home').click()
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
    const html = await (await context.request.get('/app/')).text()
    expect(html).toContain('data-testid="user-name">Ada<')
    const me: unknown = await (await context.request.get('/app/api/me')).json()
    expect(me).toMatchObject({ session: { user: { name: 'Ada' } } })
  })

  it('protects every page that does not say otherwise, by address and by link', async () => {
    const page = await openPage(context)
    await page.goto('/app/')
    await hydrated(page)
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    await page.getByTestId('nav-protected').click()
    await page.waitForURL('**/app/api/auth/signin?**')
    expect((await context.request.get('/app/nowhere')).status()).toBe(404)
  })

  it('takes no header of a visitor for a reason to open a page', async () => {
    const headers = { 'x-nitro-prerender': '1' }
    const options = { headers, maxRedirects: 0 }
    expect((await context.request.get('/app/protected', options)).status()).toBe(302)
  })

  it('sends strangers where the page says, and ends there', async () => {
    const members = await context.request.get('/app/members')
    expect(members.url()).toBe(`${server.url}/app/join`)
    expect(await members.text()).toContain('Join us')
    const page = await openPage(context)
    await page.goto('/app/')
    await hydrated(page)
    await page.evaluate(() => history.pushState({}, '', '/app/members'))
    await page.goto('/app/members')
    expect(new URL(page.url()).pathname).toBe('/app/join')
  })

  it('knows who is there after going back to a page from before the sign-in', async () => {
    const page = await openPage(context)
    await page.goto('/app/')
    await hydrated(page)
    await page.goto('/app/protected')
    await page.getByLabel('User name').fill('ada')
    await page.getByLabel('Password').fill('engine')
    await page.getByRole('button').click()
    await page.waitForURL('**/app/protected')
    await page.waitForLoadState('networkidle')
    // Both steps as one: a second one during the first is more than a browser that is steered can do.
    await page.evaluate(() => history.go(-2))
    await page.waitForURL(`${server.url}/app/`)
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
  })

  it('brings what was changed on the server to the browser, with its cookie', async () => {
    const page = await signIn()
    await page.goto('/app/renamed', { waitUntil: 'networkidle' })
    await hydrated(page)
    expect(await textOf(page, 'renamed', 'Countess')).toBe('Countess')
    expect(await textOf(page, 'user-name', 'Countess')).toBe('Countess')
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
    const me: unknown = await (await context.request.get('/app/api/me')).json()
    expect(me).toMatchObject({ session: { user: { name: 'Countess' } } })
  })

  it('sets one session cookie, also with an error page', async () => {
    await signIn()
    for (const path of ['/app/', '/app/nowhere']) {
      // A session of two minutes is sealed anew after two seconds.
      await new Promise((resolve) => setTimeout(resolve, 2100))
      const headers = (await context.request.get(path)).headersArray()
      const cookies = headers.filter(
        ({ name, value }) => /^set-cookie$/i.test(name) && value.includes('session-token'),
      )
      expect(cookies, path).toHaveLength(1)
    }
  })

  it('hydrates a prerendered page before it is protected', async () => {
    const page = await signIn()
    await page.goto('/app/prerendered-protected', { waitUntil: 'networkidle' })
    await hydrated(page)
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
    expect(page.observed.complaints).toEqual([])
    const stranger = await browser.newContext({ baseURL: server.url })
    const visit = await openPage(stranger)
    await visit.goto('/app/prerendered-protected')
    await visit.waitForURL('**/app/api/auth/signin?**')
    await stranger.close()
  })

  it('sends a signed-in person away from a page for guests', async () => {
    expect((await context.request.get('/app/guest')).url()).toBe(`${server.url}/app/guest`)
    const page = await signIn()
    await page.goto('/app/guest')
    expect(page.url()).toBe(`${server.url}/app/protected`)
  })

  it('signs out to where it was told', async () => {
    const page = await signIn()
    await page.getByTestId('sign-out').click()
    await page.waitForURL(`${server.url}/app/`)
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  })

  it.each(['cached', 'prerendered'])('puts nobody into a %s page', async (path) => {
    const page = await signIn()
    await context.request.get(`/app/${path}`)
    const response = await context.request.get(`/app/${path}`)
    expect(await response.text()).not.toContain('Ada')
    expect(response.headers()['set-cookie'] ?? '').not.toContain('session-token')
    await page.goto(`/app/${path}`)
    await hydrated(page)
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
    expect(page.observed.complaints).toEqual([])
    expect(page.observed.sessionRequests).toHaveLength(1)
  })
})

describe('an engine that cannot start', () => {
  it('shows nobody as signed in, refuses protected pages and says why in the log', async () => {
    const broken = await startServer(folder, { AUTH_SECRET: '' })
    try {
      expect((await fetch(`${broken.url}/app/api/auth/session`)).status).toBe(500)
      const protectedPage = await fetch(`${broken.url}/app/protected`, { redirect: 'manual' })
      expect(protectedPage.status).toBe(503)
      const open = await fetch(`${broken.url}/app/`)
      expect(open.status).toBe(200)
      expect(await open.text()).toContain('data-testid="status">loading<')
      expect(broken.log()).toContain('No secret is configured')
    } finally {
      await broken.close()
    }
  })
})
