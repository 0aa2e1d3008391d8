/**
 * An application written by the documents of Auth.js v5 alone: the same specification for the original, and for ours in
 * its place.
 */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type AuthjsVisit, sealedFiveMinutesAgo, secret, visitAuthjs } from '../src/authjs-v5.ts'
import { editions } from '../src/editions.ts'
import { arrive, choosePerson, outcomeOf, textsOf } from '../src/visit.ts'
import { focus, hydrated, textOf, type VisitedPage } from '../src/visitor.ts'

const ada = { name: 'Ada', role: 'admin' }

const pathOf = (page: VisitedPage): string => new URL(page.url()).pathname
const queryOf = (page: VisitedPage): Record<string, string> =>
  Object.fromEntries(new URL(page.url()).searchParams)

/** Fills the form of the sign-in page that a server action answers, and sends it. */
async function send(page: VisitedPage, username = 'ada', password = 'engine'): Promise<void> {
  await page.getByTestId('username').fill(username)
  await page.getByTestId('password').fill(password)
  await page.getByTestId('submit').click()
}

async function signIn(visit: AuthjsVisit): Promise<VisitedPage> {
  const page = await visit.open('/login')
  await send(page)
  await arrive(page, '/account')
  await hydrated(page)
  return page
}

/** Answers the page of the identity provider, wherever the browser is led afterwards. */
async function answerAs(page: VisitedPage, visit: AuthjsVisit, person: string): Promise<void> {
  await page.waitForURL(`${visit.issuer}/**`)
  await choosePerson(page, person)
  await page.waitForURL(`${visit.server.url}/**`)
}

const notes = async (visit: AuthjsVisit): Promise<unknown> => (await visit.ask('/api/notes')).body

/** Clicks a button whose server action stays on the page, and reads what it said. */
async function said(page: VisitedPage, button: string): Promise<string> {
  await page.getByTestId(button).click()
  const output = page.getByTestId(`${button}-said`).filter({ hasText: /\S/ })
  await output.waitFor()
  return (await output.textContent()) ?? ''
}

describe.each(editions)('Auth.js v5, on the %s', (edition) => {
  const visit = visitAuthjs(edition)

  describe('the endpoints', () => {
    it('tell who can sign people in, whether configured by name, by call or as data', async () => {
      const { body } = await visit.ask('/api/auth/providers')
      const at = `${visit.server.url}/api/auth`
      const entry = (id: string, name: string, type: string): object => ({
        id,
        name,
        type,
        signinUrl: `${at}/signin/${id}`,
        callbackUrl: `${at}/callback/${id}`,
      })
      expect(body).toEqual({
        credentials: entry('credentials', 'Credentials', 'credentials'),
        keycloak: entry('keycloak', 'Keycloak', 'oidc'),
        github: entry('github', 'GitHub', 'oauth'),
        google: entry('google', 'Google', 'oidc'),
        harbour: entry('harbour', 'Harbour', 'oidc'),
      })
    })

    it('know nobody at first', async () => {
      const { status, body, headers } = await visit.ask('/api/auth/session')
      expect([status, body]).toEqual([200, null])
      expect(headers['cache-control']).toContain('no-store')
      expect((await visit.ask('/api/auth/csrf')).body).toEqual({
        csrfToken: expect.stringMatching(/^[\w-]{20,}$/) as string,
      })
    })

    it('lead to the pages of the application', async () => {
      const { status, headers } = await visit.ask('/api/auth/signin?callbackUrl=%2Faccount')
      expect(status).toBe(302)
      const target = new URL(headers['location'] ?? '', visit.server.url)
      expect([target.pathname, target.searchParams.get('callbackUrl')]).toEqual([
        '/login',
        expect.stringMatching(/\/account$/),
      ])
    })

    it('refuse what they do not know', async () => {
      expect((await visit.ask('/api/auth/nonsense')).status).toBe(400)
    })
  })

  describe('server actions', () => {
    it('sign in by a form, and lead where it says', async () => {
      const page = await visit.open('/login?callbackUrl=%2Faccount%3Ftab%3D2')
      await send(page)
      await arrive(page, '/account')
      expect(await textsOf(page, { ...ada, query: 'tab=2', 'layout-name': 'Ada' })).toEqual({
        ...ada,
        query: 'tab=2',
        'layout-name': 'Ada',
      })
      const cookies = await visit.context.cookies()
      const cookie = cookies.find(({ name }) => name === 'authjs.session-token')
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', secure: false })
      const lifetime = (cookie?.expires ?? 0) - Date.now() / 1000
      expect(lifetime).toBeGreaterThan(3500)
      expect(lifetime).toBeLessThanOrEqual(3601)
    })

    it.each([
      ['ada', 'difference', 'CredentialsSignin'],
      ['locked', 'engine', 'CredentialsSignin'],
      ['broken', 'engine', 'CallbackRouteError'],
      ['banned', 'engine', 'AccessDenied'],
    ])('tell the form why %s cannot sign in', async (username, password, type) => {
      const page = await visit.open('/login')
      await send(page, username, password)
      await page.waitForURL((url) => url.searchParams.has('error'))
      expect(await textOf(page, 'error', type)).toBe(type)
      expect((await visit.ask('/api/auth/session')).body).toBeNull()
    })

    it('tell a form that stays, by the class of the error, its code and its cause', async () => {
      const page = await visit.open('/login')
      const expected = {
        ada: 'CredentialsSignin credentials',
        locked: 'locked: CredentialsSignin locked',
        broken: 'CallbackRouteError: The directory is down.',
      }
      for (const [username, text] of Object.entries(expected)) {
        await page.getByTestId('state-username').fill(username)
        await page.getByTestId('state-password').fill('difference')
        await page.getByTestId('state-submit').click()
        expect(await textOf(page, 'state-said', text)).toBe(text)
      }
      await page.getByTestId('state-username').fill('ada')
      await page.getByTestId('state-password').fill('engine')
      await page.getByTestId('state-submit').click()
      await arrive(page, '/account')
      expect(await textOf(page, 'query', 'by=state')).toBe('by=state')
    })

    it('sign in without leading on', async () => {
      const page = await visit.open('/')
      expect(await textOf(page, 'name', 'nobody')).toBe('nobody')
      expect(await said(page, 'sign-in-here')).toMatch(/^\/account /)
      expect(pathOf(page)).toBe('/')
      await page.reload()
      expect(await textsOf(page, { ...ada, id: '7' })).toEqual({ ...ada, id: '7' })
    })

    it('lead to a provider and back', async () => {
      const page = await visit.open('/')
      await page.getByTestId('sign-in-harbour').click()
      await answerAs(page, visit, 'Grace')
      await arrive(page, '/account')
      const grace = { name: 'Grace', role: 'sailor', query: 'from=action' }
      expect(await textsOf(page, grace)).toEqual(grace)
    })

    it('hand out the address of a provider, with parameters of the application', async () => {
      const page = await visit.open('/')
      expect(await said(page, 'harbour-address')).toBe('/auth grace S256')
      expect(pathOf(page)).toBe('/')
    })

    it('lead to the sign-in page where no provider is named, or none that is there', async () => {
      for (const button of ['sign-in-anyhow', 'sign-in-nowhere']) {
        const page = await visit.open('/')
        await page.getByTestId(button).click()
        // Not by its address: Next's router shows that of the endpoint that led here.
        const target = await textOf(page, 'target', '/')
        expect(new URL(target, visit.server.url).pathname).toBe(
          button === 'sign-in-anyhow' ? '/' : '/account',
        )
      }
    })

    it('offer every provider on the page of the application', async () => {
      const page = await visit.open('/login')
      await page.getByTestId('provider-keycloak').click()
      await answerAs(page, visit, 'Alan')
      await arrive(page, '/account')
      expect(await textOf(page, 'name', 'Alan Turing')).toBe('Alan Turing')
    })

    it('send to GitHub with what the environment says', async () => {
      const page = await visit.open('/login')
      const address = new Promise<URL>((resolve) => {
        void page.route('https://github.com/**', (route) => {
          resolve(new URL(route.request().url()))
          return route.fulfill({ body: 'GitHub' })
        })
      })
      await page.getByTestId('provider-github').click()
      const { pathname, searchParams } = await address
      expect(pathname).toBe('/login/oauth/authorize')
      expect(Object.fromEntries(searchParams)).toMatchObject({
        client_id: 'github-id',
        response_type: 'code',
        redirect_uri: `${visit.server.url}/api/auth/callback/github`,
      })
    })

    it('sign out, and stay or lead on', async () => {
      for (const [button, path] of [
        ['sign-out', '/'],
        ['sign-out-to-join', '/join'],
      ] as const) {
        await signIn(visit)
        const page = await visit.open('/')
        await page.getByTestId(button).click()
        await arrive(page, path)
        expect(await textOf(page, 'layout-name', 'nobody')).toBe('nobody')
        expect((await visit.ask('/api/auth/session')).body).toBeNull()
      }
    })

    it('sign out without leading on', async () => {
      await signIn(visit)
      const page = await visit.open('/')
      await said(page, 'sign-out-quietly')
      expect(pathOf(page)).toBe('/')
      await page.reload()
      expect(await textOf(page, 'name', 'nobody')).toBe('nobody')
    })

    it('change what the session says', async () => {
      await signIn(visit)
      const page = await visit.open('/')
      expect(await said(page, 'rename')).toBe('Countess')
      await page.reload()
      expect(await textOf(page, 'name', 'Countess')).toBe('Countess')
      expect((await visit.ask('/api/auth/session')).body).toMatchObject({
        user: { name: 'Countess' },
      })
    })
  })

  describe('reading the session on the server', () => {
    it('gives the same person everywhere', async () => {
      await signIn(visit)
      expect((await visit.ask('/api/me')).body).toEqual(ada)
      expect((await visit.ask('/api/session')).body).toEqual({
        session: expect.objectContaining({
          user: expect.objectContaining({ ...ada, id: '7', email: 'ada@example.com' }) as object,
          expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        }) as object,
      })
      expect((await visit.ask('/api/whoami')).body).toEqual(ada)
      const page = await visit.open('/classic')
      const seen = { seen: 'Ada', status: 'authenticated', name: 'Ada' }
      expect(await textsOf(page, seen)).toEqual(seen)
    })

    it('gives nobody to a stranger', async () => {
      expect((await visit.ask('/api/me')).status).toBe(401)
      expect((await visit.ask('/api/session')).body).toEqual({ session: null })
      expect((await visit.ask('/api/whoami')).status).toBe(401)
      const page = await visit.open('/classic')
      const seen = { seen: 'nobody', status: 'unauthenticated', name: 'nobody' }
      expect(await textsOf(page, seen)).toEqual(seen)
      expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
    })

    it('hands the body and the parameters of a route to its handler', async () => {
      const anonymous = await visit.ask('/api/items/12', 'POST', { colour: 'red' })
      const item = { id: '12', body: { colour: 'red' } }
      expect([anonymous.status, anonymous.body]).toEqual([201, { ...item, by: null }])
      await signIn(visit)
      const { body } = await visit.ask('/api/items/12', 'POST', { colour: 'red' })
      expect(body).toEqual({ ...item, by: 'Ada' })
    })

    it('lets the session slide where an answer can carry a cookie', async () => {
      // Ours leaves a cookie alone that was sealed within the minute.
      const cookie = `authjs.session-token=${sealedFiveMinutesAgo({ ...ada, sub: '7' })}`
      for (const path of ['/api/me', '/api/whoami', '/classic', '/api/auth/session', '/account']) {
        const { setsSession } = await visit.ask(path, 'GET', undefined, { cookie })
        expect([path, setsSession]).toEqual([path, true])
      }
    })

    it('opens and seals tokens', async () => {
      await signIn(visit)
      const [cookie] = (await visit.context.cookies()).filter(({ name }) =>
        name.includes('session'),
      )
      const { raw, token, decoded } = (await visit.ask('/api/token')).body as Record<
        string,
        unknown
      >
      expect(token).toMatchObject({
        name: 'Ada',
        email: 'ada@example.com',
        sub: '7',
        role: 'admin',
      })
      expect(decoded).toEqual(token)
      expect(raw).toBe(cookie?.value)
    })

    it('knows who has a token that the application made', async () => {
      const made = await visit.ask('/api/token', 'POST', { name: 'Mary', sub: '77', role: 'guest' })
      const { name, value } = made.body as { name: string; value: string }
      const headers = { cookie: `${name}=${value}` }
      expect((await visit.ask('/api/session', 'GET', undefined, headers)).body).toMatchObject({
        session: { user: { name: 'Mary', id: '77', role: 'guest' } },
      })
    })

    it('says nothing of a session that somebody has made up', async () => {
      const headers = { cookie: 'authjs.session-token=eyJhbGciOiJub25lIn0.e30.' }
      expect((await visit.ask('/api/session', 'GET', undefined, headers)).body).toEqual({
        session: null,
      })
      expect((await visit.ask('/account', 'GET', undefined, headers)).status).toBe(307)
    })
  })

  describe('the proxy', () => {
    it('sends strangers to sign in, by address and by link, and back', async () => {
      const answer = await visit.ask('/account?tab=2')
      expect(answer.status).toBe(307)
      const page = await visit.open('/')
      await page.getByTestId('to-account').click()
      await arrive(page, '/login')
      await page.goto('/account?tab=2')
      expect(pathOf(page)).toBe('/login')
      const target = new URL(queryOf(page)['callbackUrl'] ?? '', visit.server.url)
      expect(target.pathname + target.search).toBe('/account?tab=2')
      await hydrated(page)
      await send(page)
      await arrive(page, '/account')
      expect(await textOf(page, 'query', 'tab=2')).toBe('tab=2')
    })

    it('answers as `authorized` says', async () => {
      const members = await visit.ask('/members')
      expect([
        members.status,
        new URL(members.headers['location'] ?? '', visit.server.url).pathname,
      ]).toEqual([307, '/join'])
      const refused = await visit.ask('/api/private')
      expect([refused.status, refused.body]).toEqual([401, { message: 'Admins only.' }])
      await signIn(visit)
      expect((await visit.ask('/api/private')).body).toEqual({ secret: 42 })
      const page = await visit.open('/members')
      expect(await textOf(page, 'page', 'members')).toBe('members')
    })

    it('hands the session to a function of the application', async () => {
      const page = await visit.open('/wrapped')
      expect(await textOf(page, 'seen', 'nobody')).toBe('nobody')
      expect((await visit.ask('/wrapped/away')).headers['location']).toContain('/join')
      await signIn(visit)
      await page.reload()
      expect(await textOf(page, 'seen', 'Ada')).toBe('Ada')
      expect((await visit.ask('/wrapped/away')).status).toBe(200)
    })
  })

  describe('the client', () => {
    it('asks who is there, and says so', async () => {
      const page = await visit.open('/client')
      const stranger = { status: 'unauthenticated', name: 'nobody' }
      expect(await textsOf(page, stranger)).toEqual(stranger)
      expect(await outcomeOf(page, 'session')).toMatch(/^(?:null|"nothing")$/)
      expect(await outcomeOf(page, 'csrf')).toMatch(/^"[\w-]{20,}"$/)
      const providers = JSON.parse(await outcomeOf(page, 'providers')) as object
      expect(Object.keys(providers).toSorted()).toEqual([
        'credentials',
        'github',
        'google',
        'harbour',
        'keycloak',
      ])
      expect(page.observed.complaints).toEqual([])
    })

    it('begins with what the page was given, and asks nothing', async () => {
      await signIn(visit)
      const html = String((await visit.ask('/given')).body)
      expect(html).toContain('data-testid="status">authenticated<')
      const page = await visit.open('/given')
      const signedIn = { status: 'authenticated', ...ada }
      expect(await textsOf(page, signedIn)).toEqual(signedIn)
      expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
    })

    it('signs in without leading on', async () => {
      const page = await visit.open('/client')
      expect(JSON.parse(await outcomeOf(page, 'sign-in-here'))).toEqual({
        status: 200,
        ok: true,
        url: `${visit.server.url}/client`,
      })
      const signedIn = { status: 'authenticated', ...ada }
      expect(await textsOf(page, signedIn)).toEqual(signedIn)
      expect(JSON.parse(await outcomeOf(page, 'session'))).toMatchObject({
        user: { ...ada, id: '7' },
      })
    })

    it('tells what was wrong', async () => {
      const page = await visit.open('/client')
      const wrong = { error: 'CredentialsSignin', status: 200, url: null }
      expect(JSON.parse(await outcomeOf(page, 'sign-in-wrong'))).toMatchObject({
        ...wrong,
        code: 'credentials',
      })
      expect(JSON.parse(await outcomeOf(page, 'sign-in-locked'))).toMatchObject({
        ...wrong,
        code: 'locked',
      })
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    })

    it('signs in from the form of a page, and tells it', async () => {
      const page = await visit.open('/login')
      await page.getByTestId('client-username').fill('ada')
      await page.getByTestId('client-password').fill('engine')
      await page.getByTestId('client-submit').click()
      expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
      expect(JSON.parse(await textOf(page, 'outcome', '}'))).toMatchObject({
        ok: true,
        url: `${visit.server.url}/account`,
      })
    })

    it.each([
      ['sign-in-away', 'from=client'],
      ['sign-in-old', 'from=old'],
    ])('leads on after %s', async (button, query) => {
      const page = await visit.open('/client')
      await page.getByTestId(button).click()
      await arrive(page, '/account')
      expect(await textOf(page, 'query', query)).toBe(query)
      expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
    })

    it('leads to the sign-in page when it fails, or knows no provider', async () => {
      const page = await visit.open('/client')
      await page.getByTestId('sign-in-wrong-away').click()
      await arrive(page, '/login')
      expect(queryOf(page)).toMatchObject({ error: 'CredentialsSignin', code: 'credentials' })
      for (const [button, target] of [
        ['sign-in-any', '/client'],
        ['sign-in-unknown', '/account'],
      ] as const) {
        await page.goto('/client')
        await hydrated(page)
        await page.getByTestId(button).click()
        await arrive(page, '/login')
        const { callbackUrl = '' } = queryOf(page)
        expect(new URL(callbackUrl, visit.server.url).pathname).toBe(target)
      }
    })

    it('signs in at a provider, and comes back', async () => {
      const page = await visit.open('/client')
      await page.getByTestId('sign-in-harbour').click()
      await answerAs(page, visit, 'Grace')
      await arrive(page, '/account')
      const grace = { name: 'Grace', role: 'sailor', query: 'from=harbour' }
      expect(await textsOf(page, grace)).toEqual(grace)

      await visit.context.clearCookies()
      await page.goto('/client')
      await hydrated(page)
      await page.getByTestId('sign-in-keycloak').click()
      await answerAs(page, visit, 'Alan')
      await arrive(page, '/account')
      expect(await textOf(page, 'name', 'Alan Turing')).toBe('Alan Turing')
    })

    it('tells the sign-in page that somebody has changed their mind', async () => {
      const page = await visit.open('/client')
      await page.getByTestId('sign-in-harbour').click()
      await page.waitForURL(`${visit.issuer}/**`)
      await page.getByRole('button', { name: /cancel/i }).click()
      await arrive(page, '/login')
      expect(queryOf(page)).toMatchObject({ error: 'OAuthCallbackError' })
    })

    it('hands out the address of a provider', async () => {
      const page = await visit.open('/client')
      const { url, ...rest } = JSON.parse(await outcomeOf(page, 'harbour-address')) as {
        url: string
      }
      expect(rest).toEqual({ status: 200, ok: true })
      const { origin, searchParams } = new URL(url)
      expect([origin, searchParams.get('login_hint')]).toEqual([visit.issuer, 'grace'])
      expect(pathOf(page)).toBe('/client')
    })

    it('signs out without leading on', async () => {
      await signIn(visit)
      const page = await visit.open('/client')
      await textsOf(page, { status: 'authenticated' })
      expect(JSON.parse(await outcomeOf(page, 'sign-out-here'))).toMatchObject({
        url: `${visit.server.url}/client`,
      })
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
      expect((await visit.ask('/api/auth/session')).body).toBeNull()
    })

    it.each([
      ['sign-out', '/client'],
      ['sign-out-away', '/join'],
      ['sign-out-old', '/join'],
    ])('leads on after %s', async (button, path) => {
      await signIn(visit)
      const page = await visit.open('/client')
      await textsOf(page, { status: 'authenticated' })
      await page.getByTestId(button).click()
      await arrive(page, path)
      expect(await textOf(page, 'layout-name', 'nobody')).toBe('nobody')
      expect((await visit.ask('/api/auth/session')).body).toBeNull()
    })

    it('changes what the session says', async () => {
      await signIn(visit)
      const page = await visit.open('/client')
      await textsOf(page, { status: 'authenticated' })
      expect(JSON.parse(await outcomeOf(page, 'update'))).toMatchObject({
        user: { name: 'Countess' },
      })
      const renamed = { status: 'authenticated', name: 'Countess' }
      expect(await textsOf(page, renamed)).toEqual(renamed)
      expect(JSON.parse(await outcomeOf(page, 'update-nothing'))).toHaveProperty('user')
      await page.goto('/')
      expect((await visit.ask('/api/session')).body).toHaveProperty('session.user.id', '7')
    })

    it('leads strangers away where somebody is required', async () => {
      const page = await visit.open('/')
      await page.goto('/required?x=1')
      await arrive(page, '/login')
      const { error, callbackUrl = '' } = queryOf(page)
      expect(error ?? 'SessionRequired').toBe('SessionRequired')
      expect(new URL(callbackUrl, visit.server.url).pathname).toBe('/required')
      await page.goto('/required/own')
      await arrive(page, '/join')
      await signIn(visit)
      await page.goto('/required')
      expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
    })

    it('tells other tabs', async () => {
      const first = await visit.open('/client')
      const second = await visit.open('/client')
      await textsOf(second, { status: 'unauthenticated' })
      await outcomeOf(first, 'sign-in-here')
      // Of a sign-in that does not lead on, the original tells nobody; the next question does.
      await outcomeOf(first, 'session')
      expect(await textOf(second, 'name', 'Ada')).toBe('Ada')
      await outcomeOf(first, 'sign-out-here')
      expect(await textOf(second, 'status', 'unauthenticated')).toBe('unauthenticated')
    })

    it('asks again when the tab is looked at', async () => {
      await signIn(visit)
      const page = await visit.open('/client')
      await textsOf(page, { status: 'authenticated' })
      // An answer of the last seconds is good enough.
      await page.waitForTimeout(5500)
      page.observed.sessionRequests.length = 0
      await focus(page)
      await expect.poll(() => page.observed.sessionRequests.length).toBeGreaterThan(0)
      expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
    })
  })

  describe('a configuration that is made for each request', () => {
    it('works below a path of its own', async () => {
      const page = await visit.open('/lazy')
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
      await page.getByTestId('sign-in').click()
      expect(await textOf(page, 'outcome', 'guest')).toBe('true guest')
      expect(await textOf(page, 'name', 'Grace')).toBe('Grace')
      // Nobody for the other one, which keeps its own cookie.
      expect((await visit.ask('/api/auth/session')).body).toBeNull()
    })

    it('sees the request where there is one', async () => {
      const page = await visit.open('/lazy')
      await page.getByTestId('sign-in').click()
      await textOf(page, 'name', 'Grace')
      const headers = { 'x-tenant': 'navy' }
      const grace = { name: 'Grace', role: 'guest' }
      expect((await visit.ask('/api/lazy/session', 'GET', undefined, headers)).body).toMatchObject({
        user: grace,
        tenant: 'navy',
      })
      expect((await visit.ask('/api/whoami?lazy', 'GET', undefined, headers)).body).toEqual({
        ...grace,
        tenant: 'navy',
      })
      expect((await visit.ask('/api/session?lazy', 'GET', undefined, headers)).body).toMatchObject({
        session: { user: grace, tenant: 'nobody' },
      })
    })
  })

  it('calls what the application has asked to be told by', async () => {
    await visit.ask('/api/notes', 'DELETE')
    await signIn(visit)
    const page = await visit.open('/client')
    await textsOf(page, { status: 'authenticated' })
    await outcomeOf(page, 'sign-out-here')
    expect(await notes(visit)).toEqual([
      'jwt signIn credentials',
      'event signIn credentials Ada',
      'event signOut token',
    ])
  })
})

describe.each(editions)('Auth.js v5 with sessions in a database, on the %s', (edition) => {
  const visit = visitAuthjs(edition, { APPLICATION_SESSIONS: 'database' })

  async function signInAtHarbour(person: string): Promise<VisitedPage> {
    const page = await visit.open('/')
    await page.getByTestId('sign-in-harbour').click()
    await answerAs(page, visit, person)
    await arrive(page, '/account')
    return page
  }

  it('keeps people, and tells the application', async () => {
    await visit.ask('/api/notes', 'DELETE')
    const page = await signInAtHarbour('Grace')
    const grace = { name: 'Grace', role: 'member' }
    expect(await textsOf(page, grace)).toEqual(grace)
    expect((await visit.ask('/api/auth/session')).body).toMatchObject({
      user: { ...grace, email: 'grace@example.com' },
    })
    expect((await visit.ask('/api/me')).body).toEqual(grace)
    expect((await visit.ask('/api/whoami')).body).toEqual(grace)
    expect(await notes(visit)).toEqual([
      'event createUser grace@example.com',
      'event linkAccount harbour Grace',
      'event signIn harbour Grace new',
    ])
    const [cookie] = (await visit.context.cookies()).filter(({ name }) => name.includes('session'))
    expect(cookie?.value).not.toContain('.')

    await visit.ask('/api/notes', 'DELETE')
    const id = (await visit.ask('/api/session')).body
    await visit.context.clearCookies()
    await signInAtHarbour('Grace')
    expect((await visit.ask('/api/session')).body).toMatchObject({
      session: { user: { id: (id as { session: { user: { id: string } } }).session.user.id } },
    })
    expect(await notes(visit)).toEqual(['event signIn harbour Grace'])
  })

  it('protects pages by the database', async () => {
    expect((await visit.ask('/account')).status).toBe(307)
    const headers = { cookie: 'authjs.session-token=5f0c6f0e-made-up' }
    expect((await visit.ask('/account', 'GET', undefined, headers)).status).toBe(307)
    const page = await signInAtHarbour('Grace')
    await page.reload()
    expect(pathOf(page)).toBe('/account')
  })

  it('ends a session for good', async () => {
    const page = await signInAtHarbour('Grace')
    const cookies = await visit.context.cookies()
    await page.goto('/')
    await hydrated(page)
    await page.getByTestId('sign-out').click()
    expect(await textOf(page, 'name', 'nobody')).toBe('nobody')
    await visit.context.addCookies(cookies)
    expect((await visit.ask('/api/auth/session')).body).toBeNull()
  })

  it('signs in by a link in a mail', async () => {
    await visit.ask('/api/notes', 'DELETE')
    const page = await visit.open('/login')
    await page.getByTestId('email').fill('Mary@Example.com')
    await page.getByTestId('mail').click()
    expect(await textOf(page, 'page', 'mailed')).toBe('mailed')
    const [, address, link] = String(await notes(visit)).split(' ')
    expect(address).toBe('mary@example.com')
    await page.goto(link ?? '')
    // Ours asks first, so that no mail scanner takes the link; the original has signed in by now.
    if (pathOf(page) !== '/account') await page.getByRole('button').click()
    await arrive(page, '/account')
    expect(await textOf(page, 'role', 'member')).toBe('member')
    expect((await visit.ask('/api/auth/session')).body).toMatchObject({
      user: { email: 'mary@example.com' },
    })
  })
})

describe('Auth.js v5, on the original and then on the door', () => {
  const before = visitAuthjs('original')
  const after = visitAuthjs('door')

  it('keeps people signed in, and lets them go back', async () => {
    for (const [from, to] of [
      [before, after],
      [after, before],
    ] as const) {
      await signIn(from)
      const cookie = (await from.context.cookies())
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ')
      expect((await to.ask('/api/session', 'GET', undefined, { cookie })).body).toMatchObject({
        session: { user: { ...ada, id: '7' } },
      })
    }
  })

  it('takes the token of forms that the other made', async () => {
    const token = 'a'.repeat(64)
    const digest = createHash('sha256').update(`${token}${secret}`).digest('hex')
    const cookie = `authjs.csrf-token=${token}%7C${digest}`
    for (const visit of [before, after]) {
      const { body } = await visit.ask('/api/auth/csrf', 'GET', undefined, { cookie })
      expect(body).toEqual({ csrfToken: token })
    }
  })
})
