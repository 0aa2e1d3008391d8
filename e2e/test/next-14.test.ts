/**
 * Next 14 with React 18, below a base path: handler and API routes of the pages router, pages of both,
 * and a middleware on the edge runtime, where there is no Node.
 */
import { freePort } from 'example-identity-provider/free-port'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApplication } from '../src/applications.ts'
import { type RunningServer, startServer } from '../src/server.ts'
import { hydrated, openPage, sessionCookies, textOf, type VisitedPage } from '../src/visitor.ts'
import { visitSite } from '../src/visit.ts'

let server: RunningServer

beforeAll(async () => {
  const folder = await buildApplication('e2e/next-14')
  const port = await freePort()
  const environment = {
    AUTH_SECRET: 'x'.repeat(40),
    AUTH_URL: `http://localhost:${port}/shop/api/auth`,
  }
  server = await startServer(folder, environment, 'built', port)
})
afterAll(() => server?.close())
const site = visitSite(() => server.url)

/** Opens a protected page and signs in on the built-in page that it leads to. */
async function signIn(): Promise<VisitedPage> {
  const page = await openPage(site.context)
  await page.goto('/shop/members?tab=1')
  expect(new URL(page.url()).pathname).toBe('/shop/api/auth/signin')
  await page.getByLabel('User name').fill('ada')
  await page.getByLabel('Password').fill('engine')
  await page.getByRole('button').click()
  await page.waitForURL(`${server.url}/shop/members?tab=1`)
  await hydrated(page)
  return page
}

describe('an application on Next 14 below /shop', () => {
  it('signs in on the built-in page and comes back, known in the HTML of both routers', async () => {
    const page = await signIn()
    for (const path of ['/shop', '/shop/classic', '/shop/members']) {
      await page.goto(path, { waitUntil: 'networkidle' })
      await hydrated(page)
      expect(await textOf(page, 'user-name', 'Ada'), path).toBe('Ada')
      expect(await (await site.context.request.get(path)).text()).toContain('user-name">Ada<')
    }
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
  })

  it('leads back to where somebody was who signs in by a button', async () => {
    const page = await openPage(site.context)
    await page.goto('/shop/classic')
    await hydrated(page)
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    await page.getByTestId('sign-in').click()
    await page.waitForURL('**/shop/api/auth/signin?**')
    await page.getByLabel('User name').fill('ada')
    await page.getByLabel('Password').fill('engine')
    await page.getByRole('button').click()
    await page.waitForURL(`${server.url}/shop/classic`)
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
  })

  it('protects a page on the edge, by address, by link and for its data alone', async () => {
    const page = await openPage(site.context)
    await page.goto('/shop')
    await hydrated(page)
    await page.getByTestId('nav-members').click()
    await page.waitForURL('**/shop/api/auth/signin?**')
    const target = new URL(page.url()).searchParams.get('callbackUrl') ?? ''
    expect(new URL(target, server.url).pathname).toBe('/shop/members')

    const options = { headers: { rsc: '1' }, maxRedirects: 0 }
    const response = await site.context.request.get('/shop/members', options)
    expect(response.status()).toBe(307)
  })

  it('renews the session on the edge, with one cookie that no cache may keep', async () => {
    await signIn()
    const expiry = async (): Promise<number> =>
      (await site.context.cookies()).find(({ name }) => name.includes('session-token'))?.expires ??
      0
    const before = await expiry()
    await new Promise((resolve) => setTimeout(resolve, 2100))
    const response = await site.context.request.get('/shop/members')
    expect(sessionCookies(response)).toHaveLength(1)
    expect(response.headers()['cache-control']).toMatch(/private.*no-store/)
    expect(await expiry()).toBeGreaterThan(before)
  })

  it('is told of an update in every tab, on the server and in server actions', async () => {
    const page = await signIn()
    const other = await openPage(site.context)
    await other.goto('/shop')
    await hydrated(other)
    await page.getByTestId('rename').click()
    expect(await textOf(page, 'user-name', 'Countess')).toBe('Countess')
    expect(await textOf(other, 'user-name', 'Countess')).toBe('Countess')
    await other.getByTestId('ask').click()
    expect(await textOf(other, 'action-name', 'Countess')).toBe('Countess')
    expect(other.observed).toEqual({ sessionRequests: [], complaints: [] })
    await other.reload()
    expect(await textOf(other, 'server-name', 'Countess')).toBe('Countess')
    const me: unknown = await (await site.context.request.get('/shop/api/me')).json()
    expect(me).toMatchObject({ session: { user: { name: 'Countess' } } })
  })

  it('asks once for a page that was made when it was built', async () => {
    const page = await signIn()
    await page.goto('/shop/static', { waitUntil: 'networkidle' })
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
    expect(page.observed.sessionRequests).toHaveLength(1)
    expect(page.observed.complaints).toEqual([])
  })

  it('signs out to where it was told, in every tab', async () => {
    const page = await signIn()
    const other = await openPage(site.context)
    await other.goto('/shop/classic')
    await hydrated(other)
    await page.getByTestId('sign-out').click()
    await page.waitForURL(`${server.url}/shop`)
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(await textOf(other, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(other.observed).toEqual({ sessionRequests: [], complaints: [] })
    const me: unknown = await (await site.context.request.get('/shop/api/me')).json()
    expect(me).toEqual({ session: null })
  })

  it('says nothing in the log', () => {
    expect(server.log()).not.toMatch(/warn|error|⚠|⨯/i)
  })
})
