/**
 * An application with the provider `authjs`, written by NuxtAuth's documents alone: the same specification for
 * the original, and for ours in its place. The way to sign in is `next-auth`'s own, on both.
 */
import { describe, expect, it } from 'vitest'
import { nameOf, signInByEndpoints } from '../src/nuxt-auth-session.ts'
import { visitNuxtAuth } from '../src/nuxt-auth-visit.ts'
import { arrive, outcomeOf, textsOf } from '../src/visit.ts'
import { focus, hydrated, textOf, type VisitedPage } from '../src/visitor.ts'

describe.each(['original', 'door'] as const)('authjs, on the %s', (edition) => {
  const visit = visitNuxtAuth({ application: 'authjs', edition })
  const pathOf = (page: VisitedPage): string => new URL(page.url()).pathname

  /** Fills the form of the sign-in page. */
  async function fill(page: VisitedPage, password = 'engine'): Promise<void> {
    await page.getByTestId('username').fill('ada')
    await page.getByTestId('password').fill(password)
  }
  async function signIn(path = '/login'): Promise<VisitedPage> {
    const page = await visit.open(path)
    await fill(page)
    await page.getByTestId('submit').click()
    await arrive(page, '/account')
    await hydrated(page)
    return page
  }
  const get = (path: string): Promise<unknown> =>
    visit.context.request.get(path).then((response) => response.json())

  it('knows a stranger from the first answer on', async () => {
    const html = await (await visit.context.request.get('/')).text()
    expect(html).toContain('data-testid="status">unauthenticated<')
    const page = await visit.open('/')
    const stranger = { status: 'unauthenticated', loading: 'false' }
    expect(await textsOf(page, stranger)).toEqual(stranger)
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
    expect(await get('/api/auth/session')).toEqual({})
  })

  it('signs in by the form of the application', async () => {
    const page = await signIn()
    const signedIn = { status: 'authenticated', name: 'Ada', role: 'admin', refreshed: 'true' }
    expect(await textsOf(page, signedIn)).toEqual(signedIn)
    const cookie = (await visit.context.cookies()).find(
      ({ name }) => name === 'next-auth.session-token',
    )
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    expect((cookie?.expires ?? 0) - Date.now() / 1000).toBeGreaterThan(29 * 24 * 60 * 60)
  })

  it('tells the form what was wrong', async () => {
    const page = await visit.open('/login')
    await fill(page, 'difference')
    await page.getByTestId('submit').click()
    const result = await textsOf(page, { result: '{"error":"CredentialsSignin","url":null}' })
    expect(result).toEqual({ result: '{"error":"CredentialsSignin","url":null}' })
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  })

  it('signs in with a redirect, which the endpoint then leads', async () => {
    const page = await visit.open('/login')
    await fill(page)
    await page.getByTestId('leave').click()
    await arrive(page, '/members')
    expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')

    await visit.context.clearCookies()
    await page.goto('/login')
    await hydrated(page)
    await fill(page, 'difference')
    await page.getByTestId('leave').click()
    await page.waitForURL((url) => url.searchParams.get('error') === 'CredentialsSignin')
    expect(await textOf(page, 'error', 'CredentialsSignin')).toBe('CredentialsSignin')
  })

  it('protects a page by the middleware, by address and by link, and comes back', async () => {
    const page = await visit.open('/')
    await page.goto('/account?tab=2')
    expect(pathOf(page)).toBe('/login')
    const target = new URL(page.url()).searchParams.get('callbackUrl') ?? ''
    expect(new URL(target, visit.server.url).pathname).toBe('/account')
    await hydrated(page)
    await fill(page)
    await page.getByTestId('submit').click()
    await arrive(page, '/account')
    expect(new URL(page.url()).search).toBe('?tab=2')

    await visit.context.clearCookies()
    await page.goto('/')
    await hydrated(page)
    await page.getByTestId('to-account').click()
    await arrive(page, '/login')
  })

  it('sends strangers where a page says, and members in', async () => {
    const page = await visit.open('/')
    await page.getByTestId('to-members').click()
    await arrive(page, '/join')
    expect(new URL((await visit.context.request.get('/members')).url()).pathname).toBe('/join')
    await signIn()
    expect((await visit.context.request.get('/members')).url()).toContain('/members')
  })

  it('keeps the guest page for guests', async () => {
    const page = await signIn()
    await page.getByTestId('to-login').click()
    await arrive(page, '/account')
    expect(new URL((await visit.context.request.get('/login')).url()).pathname).toBe('/account')
  })

  it('lets the server read the session and the token', async () => {
    expect(await get('/api/session').catch(() => null)).toBeNull()
    const page = await signIn()
    const seen = { 'server-name': 'Ada', 'token-sub': '7' }
    expect(await textsOf(page, seen)).toEqual(seen)
    expect(await get('/api/session')).toMatchObject({
      user: { name: 'Ada', email: 'ada@example.com' },
      role: 'admin',
      id: '7',
      expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    })
    expect(await get('/api/token')).toMatchObject({ name: 'Ada', sub: '7', role: 'admin' })
    const { raw } = (await get('/api/raw-token')) as { raw: string }
    const cookies = await visit.context.cookies()
    expect(raw).toBe(cookies.find(({ name }) => name.endsWith('session-token'))?.value)
  })

  it('lets a middleware of the server decide who gets an answer', async () => {
    expect((await visit.context.request.get('/api/private/secret')).status()).toBe(401)
    await signIn()
    expect(await get('/api/private/secret')).toEqual({ secret: 42 })
  })

  it('renders the person into the page, and the browser asks nothing', async () => {
    const page = await signIn()
    page.observed.sessionRequests.length = 0
    page.observed.complaints.length = 0
    const html = await (await visit.context.request.get('/')).text()
    expect(html).toContain('data-testid="name">Ada<')
    await page.goto('/', { waitUntil: 'networkidle' })
    await hydrated(page)
    expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
    expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
  })

  it('shows a page for everybody to everybody, and who it is in the browser', async () => {
    await signIn()
    for (const path of ['/cached', '/later']) {
      const html = await (await visit.context.request.get(path)).text()
      expect(html).toContain('data-testid="status">loading<')
      expect(html).not.toContain('>Ada<')
      const page = await visit.open(path)
      const signedIn = { status: 'authenticated', name: 'Ada' }
      expect(await textsOf(page, signedIn)).toEqual(signedIn)
    }
  })

  it('tells who can sign people in, and the token of forms', async () => {
    const page = await visit.open('/')
    const providers: unknown = JSON.parse(await outcomeOf(page, 'providers'))
    expect(providers).toMatchObject({
      credentials: {
        id: 'credentials',
        name: 'Credentials',
        type: 'credentials',
        signinUrl: `${visit.server.url}/api/auth/signin/credentials`,
        callbackUrl: `${visit.server.url}/api/auth/callback/credentials`,
      },
    })
    expect(await outcomeOf(page, 'csrf')).toMatch(/^"[\w-]{20,}"$/)
  })

  it('asks for the session, and for a sign-in where it is required', async () => {
    const page = await visit.open('/')
    expect(await outcomeOf(page, 'session')).toMatch(/^(?:\{\}|"nothing")$/)
    expect(await outcomeOf(page, 'required')).toBe('"nobody"')
    await page.getByTestId('required-sign-in').click()
    await arrive(page, '/login')
    expect(new URL(page.url()).searchParams.get('callbackUrl')).toMatch(/\/account$/)
  })

  it('says that a provider is not there', async () => {
    const page = await visit.open('/')
    await page.getByTestId('sign-in-unknown').click()
    await arrive(page, '/login')
  })

  it('signs out, and leads on', async () => {
    const page = await signIn()
    await page.getByTestId('to-').click()
    await page.getByTestId('sign-out').click()
    await arrive(page, '/signed-out')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(await get('/api/auth/session')).toEqual({})
  })

  it('signs out and stays', async () => {
    const page = await signIn()
    await page.getByTestId('to-').click()
    expect(JSON.parse(await outcomeOf(page, 'sign-out-here'))).toHaveProperty('url')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(pathOf(page)).toBe('/')
  })

  it('asks again when the tab is looked at', async () => {
    const page = await signIn()
    page.observed.sessionRequests.length = 0
    await focus(page)
    await expect.poll(() => page.observed.sessionRequests.length).toBe(1)
    expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
  })
})

describe.each(['original', 'door'] as const)(
  'authjs with every page guarded, on the %s',
  (edition) => {
    const visit = visitNuxtAuth(
      { application: 'authjs', edition },
      { NUXT_PUBLIC_AUTH_GLOBAL_APP_MIDDLEWARE_IS_ENABLED: 'true' },
    )

    it('guards what says nothing, and opens what says so', async () => {
      const page = await visit.open('/plain')
      expect(new URL(page.url()).pathname).toBe('/login')
      expect(new URL((await visit.context.request.get('/')).url()).pathname).toBe('/')
      expect((await visit.context.request.get('/nowhere')).status()).toBe(404)

      await page.getByTestId('username').fill('ada')
      await page.getByTestId('password').fill('engine')
      await page.getByTestId('submit').click()
      await arrive(page, '/plain')
      expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
    })
  },
)

describe('authjs, on the original and then on the door', () => {
  const before = visitNuxtAuth({ application: 'authjs', edition: 'original' })
  const after = visitNuxtAuth({ application: 'authjs', edition: 'door' })

  it('keeps people signed in, and lets them go back', async () => {
    const old = await signInByEndpoints(before.server.url)
    expect(await nameOf(after.server.url, old.cookie)).toBe('Ada')
    const late = await signInByEndpoints(after.server.url)
    expect(await nameOf(before.server.url, late.cookie)).toBe('Ada')
  })
})
