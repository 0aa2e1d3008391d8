/**
 * An application with the provider `local`, written by NuxtAuth's documents alone: the same specification for
 * the original, and for ours in its place.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { notedBy, requestsTo, setBackend } from '../src/nuxt-auth-backend.ts'
import { visitNuxtAuth } from '../src/nuxt-auth-visit.ts'
import { arrive, outcomeOf, textsOf } from '../src/visit.ts'
import { focus, hydrated, textOf, type VisitedPage } from '../src/visitor.ts'

describe.each(['original', 'door'] as const)('local with refresh, on the %s', (edition) => {
  const visit = visitNuxtAuth({ application: 'local', edition })
  beforeEach(() => setBackend(visit.server, { reset: true }))

  async function signIn(path = '/'): Promise<VisitedPage> {
    const page = await visit.open('/')
    await outcomeOf(page, 'sign-in-here')
    if (path !== '/') {
      await page.getByTestId(`to-${path.slice(1)}`).click()
      await arrive(page, path)
    }
    return page
  }
  const pathOf = (page: VisitedPage): string => page.url().replace(visit.server.url, '')

  it('asks nothing for a stranger, on either side', async () => {
    const page = await visit.open('/')
    const stranger = { status: 'unauthenticated', loading: 'false', refreshed: 'false', token: '' }
    expect(await textsOf(page, stranger)).toEqual(stranger)
    expect(await outcomeOf(page, 'session')).toBe('"nothing"')
    expect(await requestsTo(visit.server)).toEqual([])
  })

  it('signs in at the backend and asks who that is', async () => {
    const page = await visit.open('/')
    const answer = await outcomeOf(page, 'sign-in-here')
    expect(JSON.parse(answer)).toMatchObject({ data: { user: { id: '7', name: 'ada' } } })
    const signedIn = { status: 'authenticated', name: 'ada', roles: 'admin', refreshed: 'true' }
    expect(await textsOf(page, signedIn)).toEqual(signedIn)
    expect(await textOf(page, 'token', 'access')).toMatch(/^Bearer access-[\w-]+$/)
    expect(await textOf(page, 'refresh-token', 'refresh')).toMatch(/^refresh-[\w-]+$/)
    const [login, me] = await notedBy(visit.server)
    expect(login).toMatchObject({
      request: 'POST /login',
      body: { username: 'ada', password: 'engine' },
    })
    expect(me).toMatchObject({
      request: 'GET /me',
      authorization: await page.getByTestId('token').textContent(),
    })
    expect(page.observed.complaints).toEqual([])
  })

  it('keeps the tokens in the cookies that the options name', async () => {
    await signIn()
    const cookies = await visit.context.cookies()
    const inSeconds = ({ expires }: { expires: number }): number => expires - Date.now() / 1000
    const access = cookies.find(({ name }) => name === 'auth.token')
    const refresh = cookies.find(({ name }) => name === 'auth.refresh-token')
    if (!access || !refresh) throw new Error('A cookie is missing.')
    expect(access).toMatchObject({ path: '/', sameSite: 'Lax', secure: false, httpOnly: false })
    expect(access.value).toMatch(/^access-/)
    expect(inSeconds(access)).toBeGreaterThan(590)
    expect(inSeconds(access)).toBeLessThan(601)
    expect(refresh.value).toMatch(/^refresh-/)
    expect(inSeconds(refresh)).toBeGreaterThan(3590)
    expect(inSeconds(refresh)).toBeLessThan(3601)
  })

  it('hands a refusal of the backend to the caller, and changes nothing', async () => {
    const page = await visit.open('/')
    expect(await outcomeOf(page, 'sign-in-wrong')).toBe('threw 401 {"hint":"engine"}')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(await visit.context.cookies()).toEqual([])
  })

  it('signs in without asking for the session, with parameters and headers', async () => {
    const page = await visit.open('/')
    const requests: string[] = []
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url())
      if (pathname.includes('login')) requests.push(search + request.headers()['x-from'])
    })
    await outcomeOf(page, 'sign-in-quietly')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(await textOf(page, 'token', 'Bearer')).toMatch(/^Bearer access-/)
    expect(await requestsTo(visit.server)).toEqual(['POST /login'])
    await outcomeOf(page, 'session')
    expect(await textOf(page, 'name', 'ada')).toBe('ada')
    if (requests.length > 0) expect(requests).toEqual(['?from=homehome'])
  })

  it('renders the person into the page, and the browser asks nothing', async () => {
    const page = await signIn()
    await setBackend(visit.server, {})
    const before = (await requestsTo(visit.server)).length
    const html = await (await visit.context.request.get('/account')).text()
    expect(html).toContain('Hello ada')
    const asked = (await requestsTo(visit.server)).slice(before)
    expect(asked.filter((request) => request === 'GET /me')).toHaveLength(1)

    const backend: string[] = []
    page.on('request', (request) => {
      if (/api\/(?:backend|_auth)/.test(request.url())) backend.push(request.url())
    })
    await page.goto('/account', { waitUntil: 'networkidle' })
    await hydrated(page)
    const signedIn = { status: 'authenticated', greeting: 'Hello ada', refreshed: 'true' }
    expect(await textsOf(page, signedIn)).toEqual(signedIn)
    expect(backend).toEqual([])
    expect(page.observed.complaints).toEqual([])
  })

  it('protects a page by the middleware, by address and by link, and comes back', async () => {
    const answer = await visit.context.request.get('/account?tab=2', { maxRedirects: 0 })
    expect(answer.status()).toBe(302)
    const to = new URL(answer.headers()['location'] ?? '', visit.server.url)
    expect(to.pathname).toBe('/login')
    expect(to.searchParams.get('redirect')).toBe('/account?tab=2')

    const page = await visit.open('/')
    await page.getByTestId('to-account').click()
    await arrive(page, '/login')
    expect(new URL(page.url()).searchParams.get('redirect')).toBe('/account')
    await page.getByTestId('username').fill('ada')
    await page.getByTestId('password').fill('engine')
    await page.getByTestId('back').click()
    await arrive(page, '/account')
    expect(await textOf(page, 'greeting', 'ada')).toBe('Hello ada')
    expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
  })

  it('leads a person who signs in to the page that the form names', async () => {
    const page = await visit.open('/login')
    await page.getByTestId('username').fill('ada')
    await page.getByTestId('password').fill('difference')
    await page.getByTestId('submit').click()
    expect(await textOf(page, 'problem', '401')).toBe('401')
    await page.getByTestId('password').fill('engine')
    await page.getByTestId('submit').click()
    await arrive(page, '/account')
    expect(await textOf(page, 'greeting', 'ada')).toBe('Hello ada')
  })

  it('sends strangers where a page says', async () => {
    const answer = await visit.context.request.get('/members')
    expect(new URL(answer.url()).pathname).toBe('/register')
    const page = await visit.open('/')
    await page.getByTestId('to-members').click()
    await arrive(page, '/register')
  })

  it('keeps guest pages for guests', async () => {
    const page = await signIn()
    await page.getByTestId('to-login').click()
    await arrive(page, '/account')
    const answer = await visit.context.request.get('/register')
    expect(new URL(answer.url()).pathname).toBe('/')
    expect((await visit.context.request.get('/nowhere')).status()).toBe(404)
  })

  describe('signing up', () => {
    async function form(name: string): Promise<VisitedPage> {
      const page = await visit.open('/register')
      await page.getByTestId('username').fill(name)
      await page.getByTestId('password').fill('loom')
      return page
    }

    it('signs in, too, and leads on', async () => {
      const page = await form('grace')
      await page.getByTestId('with-login').click()
      await arrive(page, '/account')
      expect(await textOf(page, 'greeting', 'grace')).toBe('Hello grace')
      expect(await requestsTo(visit.server)).toEqual(['POST /register', 'POST /login', 'GET /me'])
    })

    it.each(['without-login', 'three-arguments'])('only signs up: %s', async (button) => {
      const page = await form('grace')
      expect(await outcomeOf(page, button)).toBe('{"registered":"grace"}')
      expect(pathOf(page)).toBe('/register')
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
      expect(await requestsTo(visit.server)).toEqual(['POST /register'])
    })

    it('hands a refusal to the caller', async () => {
      const page = await form('ada')
      expect(await outcomeOf(page, 'with-login')).toBe('threw 409')
    })
  })

  it('signs out at the backend, with the tokens it had, and forgets them', async () => {
    const page = await signIn()
    const token = await page.getByTestId('token').textContent()
    const refreshToken = await page.getByTestId('refresh-token').textContent()
    expect(await outcomeOf(page, 'sign-out-here')).toBe('{"bye":true}')
    const stranger = { status: 'unauthenticated', token: '', 'refresh-token': '' }
    expect(await textsOf(page, stranger)).toEqual(stranger)
    expect((await notedBy(visit.server)).at(-1)).toMatchObject({
      request: 'POST /logout',
      authorization: token,
      body: { credentials: { refresh: refreshToken } },
    })
    const left = (await visit.context.cookies()).map(({ name }) => name)
    expect(left).not.toContain('auth.token')
    expect(left).not.toContain('auth.refresh-token')
    await page.reload()
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  })

  it('leads a person who signs out to the page that the caller names', async () => {
    const page = await signIn()
    await page.getByTestId('sign-out').click()
    await arrive(page, '/signed-out')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  })

  it('refreshes both tokens, and asks for the session with the new one', async () => {
    const page = await signIn()
    const before = await page.getByTestId('token').textContent()
    const spent = await page.getByTestId('refresh-token').textContent()
    await outcomeOf(page, 'refresh')
    const [refresh, me] = (await notedBy(visit.server)).slice(-2)
    expect(refresh).toMatchObject({
      request: 'POST /refresh',
      authorization: before,
      body: { credentials: { refresh: spent } },
    })
    const after = await page.getByTestId('token').textContent()
    expect(after).not.toBe(before)
    expect(me).toMatchObject({ request: 'GET /me', authorization: after })
    expect(await page.getByTestId('refresh-token').textContent()).not.toBe(spent)
    expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
  })

  it('renders the person with the refresh token alone, which gets her new ones', async () => {
    await signIn()
    const cookies = await visit.context.cookies()
    const before = cookies.find(({ name }) => name === 'auth.refresh-token')?.value
    await visit.context.clearCookies({ name: 'auth.token' })
    const html = await (await visit.context.request.get('/account')).text()
    expect(html).toContain('Hello ada')
    const values = new Map((await visit.context.cookies()).map(({ name, value }) => [name, value]))
    expect(values.get('auth.token')).toMatch(/^access-/)
    expect(values.get('auth.refresh-token')).toMatch(/^refresh-/)
    expect(values.get('auth.refresh-token')).not.toBe(before)
  })

  it('leaves refreshing to the handler of the application', async () => {
    const page = await signIn()
    expect(await page.locator('html').getAttribute('data-handler')).toBe('ready')
    const before = (await requestsTo(visit.server)).length
    await focus(page)
    await page.evaluate(() => window.dispatchEvent(new Event('app:refresh')))
    await expect
      .poll(async () => (await requestsTo(visit.server)).slice(before), { timeout: 5000 })
      .toEqual(['POST /refresh', 'GET /me'])
  })

  it('asks in the browser where a route rule says so', async () => {
    await signIn()
    const html = await (await visit.context.request.get('/browser')).text()
    expect(html).not.toContain('>ada<')
    expect(html).toContain('data-testid="status">loading<')
    const page = await visit.open('/browser')
    expect(await textOf(page, 'name', 'ada')).toBe('ada')
    expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
  })

  it('calls `onUnauthenticated` of whoever requires a session that is over', async () => {
    const page = await signIn()
    await visit.context.clearCookies()
    await setBackend(visit.server, { reset: true })
    expect(await outcomeOf(page, 'required')).toBe('"nobody"')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  })

  it('takes a token that the application sets, once it asks', async () => {
    const page = await signIn('/state')
    const token = await page.getByTestId('raw-token').textContent()
    expect(token).toMatch(/^access-/)
    expect(await textOf(page, 'raw-refresh-token', 'refresh')).toMatch(/^refresh-/)
    await page.getByTestId('keep').click()

    for (const button of ['set', 'write']) {
      await page.getByTestId('clear').click()
      const cleared = { 'raw-token': '', 'state-status': 'authenticated' }
      expect(await textsOf(page, cleared)).toEqual(cleared)
      await page.getByTestId(button).click()
      expect(await textOf(page, 'raw-token', 'access')).toBe(token)
      await page.getByTestId('ask').click()
      expect(await textOf(page, 'state-status', 'authenticated')).toBe('authenticated')
      const cookie = (await visit.context.cookies()).find(({ name }) => name === 'auth.token')
      expect(cookie?.value).toBe(token)
    }
  })
})
