/**
 * `auth`, `withAuth`, server actions and the proxy, with sealed sessions and with those of a database: on Next 16 with
 * Cache Components; and the same sources on Next 15 and 14, whose middleware runs on the edge runtime unless Next 15 is
 * told otherwise. The application counts how often a session is read.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from 'example-identity-provider/free-port'
import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApplication, type Variant } from '../src/applications.ts'
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

const isFull = process.env['SOJOURN_FULL'] === '1'

/** The application on a version of Next. */
interface Edition {
  /** Default: as its sources are. */
  readonly variant?: Variant
  /** `edge`: what guards the pages runs apart from them, where the driver of their database does not. */
  readonly runtime: 'edge' | 'node'
  /** Whether `?strict` has pages guarded by `withAuth`. */
  readonly isStrict?: boolean
}

const current: Edition = { runtime: 'node' }

/** What of the sources only Next 16 knows, as older versions have it. */
const older = {
  'app/refresh.ts': `import { revalidatePath } from 'next/cache'

export const refresh = () => revalidatePath('/')
`,
  'app/rules.tsx': `export async function Rules() {
  return <p data-testid="cached">Rules of the house</p>
}
`,
}

/** A storage whose driver needs Node, on which it is another one: pages are to be tried, not databases. */
const driver = {
  'storage.ts': `import { memoryStorage } from 'sojourn/storage/memory'
import { sqlStorage } from 'sojourn/storage/sql'

export const storage = process.env.NEXT_RUNTIME === 'edge' ? sqlStorage(':memory:') : memoryStorage()
`,
}

const matcher = String.raw`matcher: ['/((?!api/|_next/|.*\\.).*)']`

function next15(runtime: Edition['runtime']): Edition {
  const files = {
    ...older,
    ...driver,
    'next.config.ts': `export default {
  devIndicators: false,
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  reactStrictMode: true,
}
`,
    'middleware.ts': `import type { NextFetchEvent, NextRequest } from 'next/server'
import { withAuth } from 'sojourn/next'
import { auth, authOptions } from './auth'

const strict = withAuth({
  ...authOptions,
  callbacks: { ...authOptions.callbacks, authorized: ({ token }) => token?.name === 'Ada' },
})

export function middleware(request: NextRequest, event: NextFetchEvent) {
  return request.nextUrl.searchParams.has('strict') ? strict(request, event) : auth(request, event)
}

export const config = { ${matcher}${runtime === 'node' ? `, runtime: 'nodejs'` : ''} }
`,
  }
  const variant = { name: `server-${runtime}`, host: 'e2e/next-15', files }
  return { runtime, isStrict: true, variant }
}

const next14: Edition = {
  runtime: 'edge',
  variant: {
    name: 'server-edge',
    host: 'e2e/next-14',
    files: {
      ...older,
      ...driver,
      // It knows no configuration in TypeScript, but checks the types of one.
      'next.config.ts': 'export {}',
      'next.config.js': 'export default { poweredByHeader: false, reactStrictMode: true }',
      'middleware.ts': `export { auth as middleware } from './auth'

export const config = { ${matcher} }
`,
    },
  },
}

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
})

/** Builds an edition before the tests of it. Returns its folder. */
function built({ variant }: Edition): () => string {
  let folder: string
  beforeAll(async () => {
    folder = await buildApplication('e2e/next-server', variant)
  })
  return () => folder
}

interface Tools {
  readonly server: () => RunningServer
  readonly context: () => BrowserContext
  readonly open: (path?: string) => Promise<VisitedPage>
  readonly signIn: (path?: string) => Promise<VisitedPage>
  /** What the application has noted since the last time. */
  readonly noted: () => Promise<{ reads: number; seen: unknown[] }>
}

type Strategy = 'jwt' | 'database'

/** A server that keeps sessions so, and a browser for each test. */
function visit(folder: () => string, strategy: Strategy): Tools {
  let server: RunningServer
  let context: BrowserContext

  beforeAll(async () => {
    const environment = { AUTH_SECRET: 'x'.repeat(40), SESSIONS: strategy }
    server = await startServer(folder(), environment, 'built', await freePort())
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

  /** Opens a protected page, and signs in by the server action of the page that it leads to. */
  async function signIn(path = '/members?tab=1'): Promise<VisitedPage> {
    const page = await open(path)
    expect(new URL(page.url()).pathname).toBe('/login')
    await fillIn(page, 'engine')
    await page.waitForURL(`${server.url}${path}`)
    return page
  }

  return { server: () => server, context: () => context, open, signIn, noted }
}

async function fillIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('User name').fill('ada')
  await page.getByLabel('Password').fill(password)
  await page.getByTestId('enter').click()
}

/** What holds however sessions are kept. Of older versions all of it is asked only with `SOJOURN_FULL`. */
function suite(edition: Edition, folder: () => string, strategy: Strategy): Tools {
  const tools = visit(folder, strategy)
  const { server, context, open, signIn, noted } = tools
  const isCurrent = edition === current
  const asksAll = isCurrent || isFull

  it('keeps strangers out by `authorized`, and leads back by a server action', async () => {
    const page = await signIn()
    expect(await textOf(page, 'member', 'Ada')).toBe('Ada')
    expect(await textOf(page, 'badge', 'Ada')).toBe('Ada')
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
  })

  it('signs in without JavaScript, and leads back to the page that the form was on', async () => {
    const plain = await browser.newContext({ baseURL: server().url, javaScriptEnabled: false })
    const page = await plain.newPage()
    await page.goto('/plain?from=mail')
    await fillIn(page, 'engine')
    await page.waitForLoadState()
    expect(page.url()).toBe(`${server().url}/plain?from=mail`)
    expect((await plain.cookies()).filter(isSessionCookie)).toHaveLength(1)
    expect(await (await plain.request.get('/api/me')).json()).toEqual({ name: 'Ada' })
    await plain.close()
  })

  it.runIf(asksAll)(
    'says to the server action why somebody was refused, and signs nobody in',
    async () => {
      const page = await open('/login')
      await fillIn(page, 'wrong')
      await page.waitForURL('**/login?failed=**')
      expect(await textOf(page, 'failed', 'Credentials')).toBe(
        'CredentialsSignin:credentials_rejected',
      )
      expect((await context().cookies()).filter(isSessionCookie)).toEqual([])
    },
  )

  it.runIf(asksAll)('leads to the sign-in page for a provider that is not there', async () => {
    const page = await open('/login')
    await page.getByTestId('askNobody').click()
    await page.waitForURL('**/login?callbackUrl=**')
    const target = new URL(page.url()).searchParams.get('callbackUrl')
    expect(target).toBe(`${server().url}/members`)
  })

  it('reads the session once for a page, whatever asks for it', async () => {
    await signIn()
    await context().request.get('/api/me')
    await noted()
    const html = await (await context().request.get('/api/me')).text()
    expect(html).toBe('{"name":"Ada"}')
    expect((await noted()).reads).toBe(1)
    // Once in the proxy, which on the edge counts for itself; once while it is rendered: by the layout, its provider,
    // the page and what is in it.
    const page = await (
      await context().request.get('/', { headers: { 'sec-fetch-dest': 'x' } })
    ).text()
    for (const testId of ['badge', 'page', 'deep', 'client']) {
      expect(page).toMatch(new RegExp(`data-testid="${testId}">[^/]*Ada`))
    }
    expect((await noted()).reads).toBe(edition.runtime === 'edge' ? 1 : 2)
  })

  it('shows in the page that is rendered after a server action what that has changed', async () => {
    const page = await open()
    expect(await textOf(page, 'page', 'nobody')).toBe('nobody')
    await noted()
    await page.getByTestId('enterHere').click()
    expect(await textOf(page, 'page', 'Ada')).toContain('Ada')
    expect(await textOf(page, 'badge', 'Ada')).toBe('Ada')
    expect(await textOf(page, 'client', 'Ada')).toBe('authenticated Ada')
    expect((await noted()).seen).toEqual([null, `${server().url}/members`, 'Ada'])

    await page.getByTestId('leaveHere').click()
    expect(await textOf(page, 'page', 'nobody')).toBe('nobody')
    expect(await textOf(page, 'badge', 'nobody')).toBe('nobody')
    expect(await textOf(page, 'client', 'un')).toBe('unauthenticated')
    expect((await noted()).seen).toEqual(['Ada', `${server().url}/`, null])
    expect((await context().cookies()).filter(isSessionCookie)).toEqual([])
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
  })

  it.runIf(asksAll)('signs out to where it was told', async () => {
    const page = await signIn()
    await page.goto('/')
    await hydrated(page)
    await page.getByTestId('leave').click()
    await page.waitForURL(`${server().url}/?left`)
    expect(await textOf(page, 'badge', 'nobody')).toBe('nobody')
    expect(await (await context().request.get('/api/me')).json()).toEqual({ name: null })
  })

  it.runIf(asksAll)(
    'renews the session of whoever loads a page, and not for what the page fetches',
    async () => {
      await signIn()
      await new Promise((resolve) => setTimeout(resolve, 2100))
      const part = await context().request.get('/', { headers: { 'sec-fetch-dest': 'empty' } })
      expect(sessionCookies(part)).toEqual([])
      const response = await context().request.get('/')
      expect(sessionCookies(response)).toHaveLength(1)
      expect(response.headers()['cache-control']).toMatch(/private.*no-store/)
    },
  )

  it.runIf(isCurrent)('has nothing of a person in what is served to everybody', async () => {
    await signIn()
    await (await context().request.get('/')).text()
    const shell = await readFile(join(folder(), '.next/server/app/index.html'), 'utf8')
    expect(shell).toContain('The same for everybody')
    expect(shell).toContain('Rules of the house')
    expect(shell).toContain('data-testid="badge-fallback"')
    expect(shell).not.toMatch(/Ada|nobody/)

    const mine = await (await context().request.get('/')).text()
    const stranger = await browser.newContext({ baseURL: server().url })
    const theirs = await (await stranger.request.get('/')).text()
    await stranger.close()
    const start = shell.slice(0, shell.indexOf('</header>'))
    for (const html of [mine, theirs]) expect(html.slice(0, start.length)).toBe(start)
    expect(mine).toContain('data-testid="badge">Ada<')
    expect(theirs).not.toContain('Ada')
    expect(theirs).toContain('data-testid="badge">nobody<')
  })

  it('answers as a handler of NextAuth does, and knows whose request it is, in both routers', async () => {
    await signIn()
    for (const path of ['/api/v4/session', '/api/classic/session']) {
      const session: unknown = await (await context().request.get(path)).json()
      expect(session, path).toMatchObject({ user: { name: 'Ada' } })
    }
    expect(await (await context().request.get('/api/whoami')).json()).toEqual({ name: 'Ada' })
    const page = await (await context().request.get('/classic')).text()
    expect(page).toContain('data-testid="classic">Ada<')
  })

  it.runIf(edition.isStrict)('is as strict as `withAuth` where that guards a page', async () => {
    const stranger = await context().request.get('/plain?strict=1', { maxRedirects: 0 })
    expect(stranger.status()).toBe(307)
    const target = new URL(stranger.headers()['location'] ?? '')
    expect(target.pathname + target.search).toBe('/login?callbackUrl=%2Fplain%3Fstrict%3D1')
    await signIn()
    await new Promise((resolve) => setTimeout(resolve, 2100))
    const member = await context().request.get('/plain?strict=1')
    expect(await member.text()).toContain('data-testid="enter"')
    expect(sessionCookies(member)).toHaveLength(1)
  })

  it('says nothing in the log', () => {
    expect(
      server()
        .log()
        .replaceAll(/.*credentials_rejected.*\n/g, ''),
    ).not.toMatch(/warn|error|⚠|⨯/i)
  })

  return tools
}

function sealed(edition: Edition, folder: () => string): void {
  describe('with sealed sessions', () => {
    const { open, signIn, noted } = suite(edition, folder, 'jwt')

    it.runIf(edition === current || isFull)(
      'shows an update of the session, in the action and in the page after it',
      async () => {
        await signIn()
        const page = await open()
        await noted()
        await page.getByTestId('rename').click()
        expect(await textOf(page, 'page', 'Countess')).toContain('Countess')
        expect(await textOf(page, 'client', 'Countess')).toBe('authenticated Countess')
        expect((await noted()).seen).toEqual(['Ada', 'Countess', 'Countess'])
      },
    )
  })
}

function stored(edition: Edition, folder: () => string): void {
  describe('with sessions of a database', () => {
    const { context, open, signIn, noted } = suite(edition, folder, 'database')

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
}

/** What becomes of sessions in a database that the middleware cannot ask. */
function unreachable(folder: () => string): void {
  describe('with sessions of a database whose driver needs Node', () => {
    const { server, context, open } = visit(folder, 'database')

    it('knows strangers, lets nobody else pass, and says in the log what to do', async () => {
      const page = await open('/members')
      expect(new URL(page.url()).pathname).toBe('/login')
      expect(server().log()).not.toContain('[sojourn]')
      await fillIn(page, 'engine')
      await expect.poll(async () => context().cookies().then(hasSession)).toBe(true)
      for (const path of ['/members', '/plain']) {
        const response = await context().request.get(path, { maxRedirects: 0 })
        expect(response.status(), path).toBe(503)
        expect(await response.json(), path).toMatchObject({ code: 'storage_unavailable' })
      }
      expect(server().log()).toMatch(/\[sojourn\] storage_unavailable .+runtime: "nodejs"/)
      // What runs on Node knows them.
      expect(await (await context().request.get('/api/me')).json()).toEqual({ name: 'Ada' })
    })
  })
}

describe('on Next 16', () => {
  const folder = built(current)
  sealed(current, folder)
  stored(current, folder)
})

describe('on Next 15, with a middleware on the edge runtime', () => {
  const edition = next15('edge')
  const folder = built(edition)
  sealed(edition, folder)
  unreachable(folder)
})

// What `next-15.test.ts` asks of it always, at greater length.
describe.runIf(isFull)('on Next 15, with a middleware on Node', () => {
  const edition = next15('node')
  const folder = built(edition)
  sealed(edition, folder)
  stored(edition, folder)
})

describe('on Next 14, with a middleware on the edge runtime', () => {
  const folder = built(next14)
  sealed(next14, folder)
  unreachable(folder)
})

function hasSession(cookies: Cookie[]): boolean {
  return cookies.some(isSessionCookie)
}

/** The session ends, and the browser is not told. */
async function signOutElsewhere(context: BrowserContext): Promise<void> {
  const cookies = await context.cookies()
  const { csrfToken } = (await (await context.request.get('/api/auth/csrf')).json()) as {
    csrfToken: string
  }
  await context.request.post('/api/auth/signout', { form: { csrfToken, json: 'true' } })
  await context.addCookies(cookies)
}
