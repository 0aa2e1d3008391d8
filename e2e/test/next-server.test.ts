/**
 * Next 16 with Cache Components: `auth`, server actions and the proxy, with sealed sessions and with those of a
 * database. The application counts how often a session is read.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from 'example-identity-provider/free-port'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApplication } from '../src/applications.ts'
import { type RunningServer, startServer } from '../src/server.ts'
import {
  hydrated,
  isSessionCookie,
  launchBrowser,
  openPage,
  sessionCookies,
  textOf,
  type VisitedPage,
} from '../src/visitor.ts'

let browser: Browser
let folder: string

beforeAll(async () => {
  browser = await launchBrowser()
  folder = await buildApplication('e2e/next-server')
})
afterAll(async () => {
  await browser?.close()
})

interface Tools {
  readonly context: () => BrowserContext
  readonly open: (path?: string) => Promise<VisitedPage>
  readonly signIn: (path?: string) => Promise<VisitedPage>
  /** What the application has noted since the last time. */
  readonly noted: () => Promise<{ reads: number; seen: unknown[] }>
}

/** What holds however sessions are kept, on a server that keeps them so. */
function suite(strategy: 'jwt' | 'database'): Tools {
  let server: RunningServer
  let context: BrowserContext

  beforeAll(async () => {
    const environment = { AUTH_SECRET: 'x'.repeat(40), SESSIONS: strategy }
    server = await startServer(folder, environment, 'built', await freePort())
  })
  afterAll(async () => {
    await server?.close()
  })
  beforeEach(async () => {
    context = await browser.newContext({ baseURL: server.url })
  })
  afterEach(async () => {
    await context.close()
  })

  async function noted(): Promise<{ reads: number; seen: unknown[] }> {
    return (await (await context.request.get('/api/probe')).json()) as never
  }

  async function open(path = '/'): Promise<VisitedPage> {
    const page = await openPage(context)
    await page.goto(path)
    await hydrated(page)
    return page
  }

  async function fillIn(page: Page, password: string): Promise<void> {
    await page.getByLabel('User name').fill('ada')
    await page.getByLabel('Password').fill(password)
    await page.getByTestId('enter').click()
  }

  /** Opens a protected page, and signs in by the server action of the page that it leads to. */
  async function signIn(path = '/members?tab=1'): Promise<VisitedPage> {
    const page = await open(path)
    expect(new URL(page.url()).pathname).toBe('/login')
    await fillIn(page, 'engine')
    await page.waitForURL(`${server.url}${path}`)
    return page
  }

  it('keeps strangers out by `authorized`, and leads back by a server action', async () => {
    const page = await signIn()
    expect(await textOf(page, 'member', 'Ada')).toBe('Ada')
    expect(await textOf(page, 'badge', 'Ada')).toBe('Ada')
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
  })

  it('signs in without JavaScript, and leads back to the page that the form was on', async () => {
    const plain = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false })
    const page = await plain.newPage()
    await page.goto('/plain?from=mail')
    await fillIn(page, 'engine')
    await page.waitForLoadState()
    expect(page.url()).toBe(`${server.url}/plain?from=mail`)
    expect((await plain.cookies()).filter(isSessionCookie)).toHaveLength(1)
    expect(await (await plain.request.get('/api/me')).json()).toEqual({ name: 'Ada' })
    await plain.close()
  })

  it('says to the server action why somebody was refused, and signs nobody in', async () => {
    const page = await open('/login')
    await fillIn(page, 'wrong')
    await page.waitForURL('**/login?failed=**')
    expect(await textOf(page, 'failed', 'Credentials')).toBe(
      'CredentialsSignin:credentials_rejected',
    )
    expect((await context.cookies()).filter(isSessionCookie)).toEqual([])
  })

  it('leads to the sign-in page for a provider that is not there', async () => {
    const page = await open('/login')
    await page.getByTestId('askNobody').click()
    await page.waitForURL('**/login?callbackUrl=**')
    const target = new URL(page.url()).searchParams.get('callbackUrl')
    expect(target).toBe(`${server.url}/members`)
  })

  it('reads the session once for a page, whatever asks for it', async () => {
    await signIn()
    await context.request.get('/api/me')
    await noted()
    const html = await (await context.request.get('/api/me')).text()
    expect(html).toBe('{"name":"Ada"}')
    expect((await noted()).reads).toBe(1)
    // Once in the proxy, once while it is rendered: by the layout, its provider, the page and what is in it.
    const page = await (
      await context.request.get('/', { headers: { 'sec-fetch-dest': 'x' } })
    ).text()
    for (const testId of ['badge', 'page', 'deep', 'client']) {
      expect(page).toMatch(new RegExp(`data-testid="${testId}">[^/]*Ada`))
    }
    expect((await noted()).reads).toBe(2)
  })

  it('shows in the page that is rendered after a server action what that has changed', async () => {
    const page = await open()
    expect(await textOf(page, 'page', 'nobody')).toBe('nobody')
    await noted()
    await page.getByTestId('enterHere').click()
    expect(await textOf(page, 'page', 'Ada')).toContain('Ada')
    expect(await textOf(page, 'badge', 'Ada')).toBe('Ada')
    expect(await textOf(page, 'client', 'Ada')).toBe('authenticated Ada')
    expect((await noted()).seen).toEqual([null, `${server.url}/members`, 'Ada'])

    await page.getByTestId('leaveHere').click()
    expect(await textOf(page, 'page', 'nobody')).toBe('nobody')
    expect(await textOf(page, 'badge', 'nobody')).toBe('nobody')
    expect(await textOf(page, 'client', 'un')).toBe('unauthenticated')
    expect((await noted()).seen).toEqual(['Ada', `${server.url}/`, null])
    expect((await context.cookies()).filter(isSessionCookie)).toEqual([])
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
  })

  it('signs out to where it was told', async () => {
    const page = await signIn()
    await page.goto('/')
    await hydrated(page)
    await page.getByTestId('leave').click()
    await page.waitForURL(`${server.url}/?left`)
    expect(await textOf(page, 'badge', 'nobody')).toBe('nobody')
    expect(await (await context.request.get('/api/me')).json()).toEqual({ name: null })
  })

  it('renews the session of whoever loads a page, and not for what the page fetches', async () => {
    await signIn()
    await new Promise((resolve) => setTimeout(resolve, 2100))
    const part = await context.request.get('/', { headers: { 'sec-fetch-dest': 'empty' } })
    expect(sessionCookies(part)).toEqual([])
    const response = await context.request.get('/')
    expect(sessionCookies(response)).toHaveLength(1)
    expect(response.headers()['cache-control']).toMatch(/private.*no-store/)
  })

  it('has nothing of a person in what is served to everybody', async () => {
    await signIn()
    await (await context.request.get('/')).text()
    const shell = await readFile(join(folder, '.next/server/app/index.html'), 'utf8')
    expect(shell).toContain('The same for everybody')
    expect(shell).toContain('Rules of the house')
    expect(shell).toContain('data-testid="badge-fallback"')
    expect(shell).not.toMatch(/Ada|nobody/)

    const mine = await (await context.request.get('/')).text()
    const stranger = await browser.newContext({ baseURL: server.url })
    const theirs = await (await stranger.request.get('/')).text()
    await stranger.close()
    const start = shell.slice(0, shell.indexOf('</header>'))
    for (const html of [mine, theirs]) expect(html.slice(0, start.length)).toBe(start)
    expect(mine).toContain('data-testid="badge">Ada<')
    expect(theirs).not.toContain('Ada')
    expect(theirs).toContain('data-testid="badge">nobody<')
  })

  it('says nothing in the log', () => {
    expect(server.log().replaceAll(/.*credentials_rejected.*\n/g, '')).not.toMatch(
      /warn|error|⚠|⨯/i,
    )
  })

  return { context: () => context, open, signIn, noted }
}

describe('with sealed sessions', () => {
  const { open, signIn, noted } = suite('jwt')

  it('shows an update of the session, in the action and in the page after it', async () => {
    await signIn()
    const page = await open()
    await noted()
    await page.getByTestId('rename').click()
    expect(await textOf(page, 'page', 'Countess')).toContain('Countess')
    expect(await textOf(page, 'client', 'Countess')).toBe('authenticated Countess')
    expect((await noted()).seen).toEqual(['Ada', 'Countess', 'Countess'])
  })
})

describe('with sessions of a database', () => {
  const { context, open, signIn, noted } = suite('database')

  it('reads anew in an action that has changed the person, though the cookie is the same', async () => {
    await signIn()
    const page = await open()
    await noted()
    await page.getByTestId('renameRow').click()
    expect(await textOf(page, 'page', 'Lady')).toContain('Lady')
    expect((await noted()).seen).toEqual(['Ada', 'Lady'])
  })

  it('keeps somebody out of a protected page in the proxy as soon as the session is gone', async () => {
    await signIn()
    await signOutElsewhere(context())
    const response = await context().request.get('/members', { maxRedirects: 0 })
    expect(response.status()).toBe(307)
  })
})

/** The session ends, and the browser is not told. */
async function signOutElsewhere(context: BrowserContext): Promise<void> {
  const cookies = await context.cookies()
  const { csrfToken } = (await (await context.request.get('/api/auth/csrf')).json()) as {
    csrfToken: string
  }
  await context.request.post('/api/auth/signout', { form: { csrfToken, json: 'true' } })
  await context.addCookies(cookies)
}
