import { startDemo } from 'example-next/demo.ts'
import { describe, expect, it } from 'vitest'
import { database, demoSuite, secret, settled, visitDemo } from '../src/demo-suite.ts'
import { peopleSuite } from '../src/people-suite.ts'
import {
  hydrated,
  openPage,
  sessionCookies,
  signInAtProvider,
  signInWithPassword,
  textOf,
  type VisitedPage,
} from '../src/visitor.ts'

const next = {
  name: 'next',
  source: 'examples/next',
  start: startDemo,
  more: { classic: '/classic', static: '/static' },
}
const visit = visitDemo(next)
demoSuite(next, visit)
peopleSuite(visit)

async function signIn(): Promise<VisitedPage> {
  const page = await openPage(visit.context)
  await page.goto('/')
  await hydrated(page)
  await signInAtProvider(page, visit.demo, 'Ada')
  await hydrated(page)
  page.observed.sessionRequests.length = 0
  return page
}

describe('two routers', () => {
  it('know the same person, each in its HTML and without a request', async () => {
    const page = await signIn()
    expect(await textOf(page, 'router', 'App')).toBe('App router')
    await page.getByTestId('nav-classic').click()
    await page.waitForURL('**/classic')
    await settled(page)
    expect(await textOf(page, 'router', 'Pages')).toBe('Pages router')
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
    await page.getByTestId('server-refresh').click()
    expect(await textOf(page, 'server-json', '"pages"')).toContain('Ada Lovelace')
    await page.getByTestId('nav-account').click()
    expect(await textOf(page, 'account-name', 'Ada')).toBe('Ada Lovelace')
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
    const html = await (await visit.context.request.get('/classic')).text()
    expect(html).toContain('data-testid="user-name">Ada Lovelace<')
  })

  it('tell one another of a new name and of a sign-out', async () => {
    const app = await signIn()
    const classic = await openPage(visit.context)
    await classic.goto('/classic')
    await hydrated(classic)
    await app.getByTestId('nav-account').click()
    await app.getByTestId('name-input').fill('Countess of Lovelace')
    await app.getByTestId('name-save').click()
    expect(await textOf(app, 'name-result', 'Saved')).toContain('Saved')
    expect(await textOf(classic, 'user-name', 'Countess')).toBe('Countess of Lovelace')
    expect(await textOf(classic, 'server-json', 'Countess')).toContain('Countess of Lovelace')
    expect(classic.observed).toEqual({ sessionRequests: [], complaints: [] })

    await classic.getByTestId('sign-out').click()
    // The account requires somebody, so whoever looks at it is led to sign-in.
    await app.waitForURL('**/login?**')
    expect(new URL(app.url()).searchParams.get('callbackUrl')).toContain('/account')
  })

  it('ask once, and only once, from a page that was made for everybody', async () => {
    const page = await signIn()
    await page.goto('/static')
    await settled(page)
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
    expect(page.observed.sessionRequests).toHaveLength(1)
    expect(page.observed.complaints).toEqual([])
    const html = await (await visit.context.request.get('/static')).text()
    expect(html).not.toContain('Ada')
  })
})

describe('the proxy', () => {
  it('renews the session of whoever comes by, with one cookie that no cache may keep', async () => {
    // A session of three minutes is sealed anew after three seconds.
    const { browser, root } = visit
    const short = await startDemo({ root, secret, database, quiet: true, sessionMaxAge: 180 })
    const context = await browser.newContext({ baseURL: short.url })
    const page = await openPage(context)
    await page.goto('/login')
    await hydrated(page)
    await signInWithPassword(page, 'marin@example.com', 'open-sea')
    await page.waitForURL(`${short.url}/`)
    const { request } = context
    const expiry = async (): Promise<number> =>
      (await context.cookies()).find(({ name }) => name.includes('session-token'))?.expires ?? 0
    for (const path of ['/', '/account', '/devices', '/classic', '/nowhere']) {
      // A first visit loads the page's code: on a busy machine that may take as long as the session stays new.
      await request.get(path)
      const before = await expiry()
      await new Promise((resolve) => setTimeout(resolve, 3100))
      const response = await request.get(path)
      expect(sessionCookies(response), path).toHaveLength(1)
      expect(await expiry(), path).toBeGreaterThan(before)
      expect(response.headers()['cache-control'], path).toMatch(/private.*no-store/)
    }
    // What is rendered knows the renewed session, or it would end in the page before it does.
    await new Promise((resolve) => setTimeout(resolve, 3100))
    const html = await (await request.get('/account')).text()
    const rendered = /expires\\?":\\?"([^"\\]+)/.exec(html)?.[1] ?? ''
    expect(Math.abs(Date.parse(rendered) - (await expiry()) * 1000)).toBeLessThan(1000)
    await context.close()
    await short.close()
  })

  it.each(['/api/auth/session', '/api/auth/csrf', '/api/classic-me', '/static'])(
    'and the endpoints set no cookie that a cache may keep: %s',
    async (path) => {
      await signIn()
      const response = await visit.context.request.get(path)
      const caching = response.headers()['cache-control'] ?? ''
      if (sessionCookies(response).length > 0) expect(caching).toMatch(/private|no-store/)
      expect(caching).not.toMatch(/public|s-maxage/)
    },
  )

  it.each([
    ['that asks for the data of a page', { rsc: '1' }],
    ['that fetches ahead', { rsc: '1', 'next-router-prefetch': '1' }],
    ['that pretends to come from the proxy', { 'x-middleware-subrequest': 'src/proxy:src/proxy' }],
  ])('lets no stranger pass %s', async (_, headers) => {
    for (const path of ['/account', '/devices']) {
      const response = await visit.context.request.get(path, { headers, maxRedirects: 0 })
      expect(response.status()).toBe(307)
      expect(new URL(response.headers()['location'] ?? '', visit.demo.url).pathname).toBe('/login')
    }
  })
})
