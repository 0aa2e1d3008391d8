/**
 * An application that is written for NextAuth v4 by its documents alone: the same specification for the
 * original, and for ours in its place. Next 14 with React 18, both routers.
 */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { secret } from '../src/next-auth-applications.ts'
import { type NextAuthVisit, visitNextAuth } from '../src/next-auth-visit.ts'
import { editions } from '../src/editions.ts'
import { arrive, choosePerson, outcomeOf, textsOf } from '../src/visit.ts'
import { focus, hydrated, textOf, type VisitedPage } from '../src/visitor.ts'

const run = promisify(execFile)
const days = 24 * 60 * 60
const original = createRequire(new URL('../next-auth-apps/v4/', import.meta.url))

/** A token as the original had sealed it, an hour ago. */
async function sealAnHourAgo(token: Record<string, unknown>): Promise<string> {
  const { encode } = original('next-auth/jwt') as {
    encode: (params: object) => Promise<string>
  }
  vi.useFakeTimers({ now: Date.now() - 3_600_000, toFake: ['Date'] })
  try {
    return await encode({ token, secret, maxAge: 10 * days })
  } finally {
    vi.useRealTimers()
  }
}

/** Signs in without leaving the page. */
async function signInHere(page: Page, person = 'ada'): Promise<void> {
  await outcomeOf(page, `sign-in-${person}-here`)
  await textsOf(page, { status: 'authenticated' })
}

async function clickAndArrive(page: Page, button: string, path: string): Promise<URL> {
  await page.getByTestId(button).click()
  await arrive(page, path)
  await hydrated(page)
  return new URL(page.url())
}

/** Clicks what leads to the page that it is on. */
async function clickAndReload(page: Page, button: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByTestId(button).click()])
}

const result = async (page: Page, button: string): Promise<object> =>
  JSON.parse(await outcomeOf(page, button)) as object

const requests = (page: VisitedPage): string[] =>
  page.observed.sessionRequests.map((line) => line.slice(0, line.indexOf(' ')))

/** What a page has complained of, but for the answers that it was refused and the icon that it lacks. */
const complaints = (page: VisitedPage): string[] =>
  page.observed.complaints.filter((complaint) => !complaint.startsWith('Failed to load resource'))

describe.each(editions)('with sealed sessions and pages of its own, on the %s', (edition) => {
  const visit = visitNextAuth(edition)
  const sessionCookie = async (): Promise<{ value: string; expires: number } | undefined> =>
    (await visit.context.cookies()).find(({ name }) => name === 'next-auth.session-token')

  describe('the provider and the hook', () => {
    it('knows what the server knew, and asks nothing', async () => {
      const stranger = await visit.open('/')
      const nobody = { status: 'unauthenticated', kind: '', name: '' }
      expect(await textsOf(stranger, nobody)).toEqual(nobody)
      expect(await textsOf(stranger, { statuses: 'unauthenticated' })).toEqual({
        statuses: 'unauthenticated',
      })

      await signInHere(stranger)
      const page = await visit.open('/')
      const ada = { status: 'authenticated', statuses: 'authenticated', name: 'Ada', role: 'admin' }
      expect(await textsOf(page, { ...ada, beside: 'Ada', provider: 'credentials' })).toEqual({
        ...ada,
        beside: 'Ada',
        provider: 'credentials',
      })
      expect(requests(page)).toEqual([])
      expect(complaints(page)).toEqual([])
      expect(await (await visit.context.request.get('/')).text()).toContain('"name">Ada<')
    })

    it('asks once for a page that was made when it was built', async () => {
      const stranger = await visit.open('/static')
      const nobody = { statuses: 'loading unauthenticated', kind: '', name: '' }
      expect(await textsOf(stranger, nobody)).toEqual(nobody)
      expect(requests(stranger)).toEqual(['GET'])
      await signInHere(stranger)

      const html = await (await visit.context.request.get('/static')).text()
      expect(html).toContain('data-testid="status">loading<')
      expect(html).toContain('data-testid="kind">undefined<')
      const page = await visit.open('/static')
      const ada = { statuses: 'loading authenticated', name: 'Ada', beside: 'Ada' }
      expect(await textsOf(page, ada)).toEqual(ada)
      expect(requests(page)).toEqual(['GET'])
      expect(complaints(page)).toEqual([])
    })

    it('requires a session, or leads to sign-in and back', async () => {
      const page = await visit.open('/')
      await page.goto('/required')
      await arrive(page, '/auth/login')
      const { searchParams } = new URL(page.url())
      expect(searchParams.get('error')).toBe('SessionRequired')
      expect(searchParams.get('callbackUrl')).toBe(`${visit.server.url}/required`)
      await hydrated(page)
      await page.getByTestId('username').fill('ada')
      await page.getByTestId('password').fill('engine')
      await page.getByTestId('submit').click()
      await arrive(page, '/required')
      await hydrated(page)
      const ada = { statuses: 'loading authenticated', name: 'Ada' }
      expect(await textsOf(page, ada)).toEqual(ada)
    })

    it('lets a page say what happens where a session is required', async () => {
      const page = await visit.open('/required-own')
      const called = { calls: 'called', status: 'loading' }
      expect(await textsOf(page, called)).toEqual(called)
      expect(new URL(page.url()).pathname).toBe('/required-own')
      await page.goto('/')
      await hydrated(page)
      await signInHere(page)
      await page.goto('/required-own')
      const ada = { calls: 'not called', status: 'authenticated', name: 'Ada' }
      expect(await textsOf(page, ada)).toEqual(ada)
    })

    it('asks again when the page is looked at, unless told not to', async () => {
      await signInHere(await visit.open('/'))
      const [page, quiet] = [await visit.open('/target'), await visit.open('/quiet')]
      await textsOf(quiet, { status: 'authenticated' })
      // Nobody asks again who was just answered: within a second there, within five here.
      await page.waitForTimeout(5100)
      page.observed.sessionRequests.length = 0
      quiet.observed.sessionRequests.length = 0
      await focus(quiet)
      await quiet.waitForTimeout(300)
      expect(requests(quiet)).toEqual([])
      await focus(page)
      await expect.poll(() => requests(page)).toEqual(['GET'])
      expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
    })

    it('asks again and again where it should, while the device is online and somebody there', async () => {
      const stranger = await visit.open('/polling')
      await textsOf(stranger, { status: 'unauthenticated' })
      await stranger.waitForTimeout(1500)
      expect(requests(stranger)).toEqual(['GET'])
      await stranger.close()

      await signInHere(await visit.open('/'))
      const page = await visit.open('/polling')
      await textsOf(page, { name: 'Ada' })
      await expect.poll(() => requests(page).length, { timeout: 5000 }).toBeGreaterThan(2)
      await visit.context.setOffline(true)
      await page.waitForTimeout(300)
      const before = requests(page).length
      await page.waitForTimeout(1500)
      expect(requests(page).length).toBe(before)
      expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
      await visit.context.setOffline(false)
    })

    it('shows everywhere that a session has ended, once it is asked for', async () => {
      const page = await visit.open('/')
      await signInHere(page)
      await visit.context.clearCookies({ name: 'next-auth.session-token' })
      expect(await outcomeOf(page, 'get-session')).toBe('null')
      await page.waitForTimeout(1100)
      await focus(page)
      expect(await textsOf(page, { status: 'unauthenticated', name: '' })).toEqual({
        status: 'unauthenticated',
        name: '',
      })
    })
  })

  describe('what the client asks for', () => {
    it('gets the session, the token of forms and the providers', async () => {
      const page = await visit.open('/')
      expect(await outcomeOf(page, 'get-session')).toBe('null')
      expect(await result(page, 'csrf')).toMatch(/^[\da-f]{64}$/)
      const origin = visit.server.url
      expect(await result(page, 'providers')).toEqual(
        Object.fromEntries(
          [
            ['credentials', 'Crew list', 'credentials'],
            ['github', 'GitHub', 'oauth'],
            ['harbour', 'Harbour', 'oauth'],
            ['plain', 'Plain Harbour', 'oauth'],
            ['pin', 'PIN', 'credentials'],
          ].map(([id = '', name, type]) => [
            id,
            {
              id,
              name,
              type,
              signinUrl: `${origin}/api/auth/signin/${id}`,
              callbackUrl: `${origin}/api/auth/callback/${id}`,
            },
          ]),
        ),
      )
      await signInHere(page)
      const session = {
        user: { name: 'Ada', email: 'ada@example.com', id: '7', role: 'admin' },
        expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        provider: 'credentials',
      }
      expect(await result(page, 'get-session')).toEqual(session)
      expect(await result(page, 'get-session-quietly')).toEqual(session)
      expect(await visit.get('/api/auth/session')).toEqual(session)
    })

    it('changes the session by what it is given, and asks for it anew by nothing', async () => {
      const page = await visit.open('/')
      const other = await visit.open('/static')
      await signInHere(page)
      expect(await result(page, 'update')).toMatchObject({ updates: 1, user: { name: 'Ada' } })
      expect(await result(page, 'update-name')).toMatchObject({ user: { name: 'Countess' } })
      const countess = { status: 'authenticated', name: 'Countess', beside: 'Countess' }
      expect(await textsOf(page, countess)).toEqual(countess)
      expect(await textsOf(other, countess)).toEqual(countess)
      expect(await visit.get('/api/session')).toMatchObject({ user: { name: 'Countess' } })
      expect(await visit.notesOf('callback jwt')).toContainEqual({
        trigger: 'update',
        session: { name: 'Countess' },
      })
    })

    it('is told of what happens in other tabs', async () => {
      const [page, other] = [await visit.open('/'), await visit.open('/target')]
      await signInHere(page)
      // What is said twice within a second, the original takes for once.
      await page.waitForTimeout(1100)
      expect(await outcomeOf(page, 'get-session')).not.toBe('null')
      expect(await textsOf(other, { status: 'authenticated', name: 'Ada' })).toEqual({
        status: 'authenticated',
        name: 'Ada',
      })
      await outcomeOf(page, 'sign-out-here')
      expect(await textsOf(other, { status: 'unauthenticated', name: '' })).toEqual({
        status: 'unauthenticated',
        name: '',
      })
    })
  })

  describe('signing in', () => {
    it('says what came of it, on the page', async () => {
      const page = await visit.open('/target')
      await page.goto('/')
      await hydrated(page)
      const failed = { ok: false, url: null }
      expect(await result(page, 'sign-in-wrong-here')).toMatchObject({
        ...failed,
        error: 'CredentialsSignin',
        status: 401,
      })
      expect(await result(page, 'sign-in-storm-here')).toMatchObject({
        ...failed,
        error: 'The crew list is at sea.',
        status: 401,
      })
      expect(await result(page, 'sign-in-mallory-here')).toMatchObject({
        ...failed,
        error: 'AccessDenied',
        status: 403,
      })
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')

      const fine = { error: null, status: 200, ok: true }
      expect({ error: null, ...(await result(page, 'sign-in-target-here')) }).toMatchObject({
        ...fine,
        url: `${visit.server.url}/target`,
      })
      expect(await textsOf(page, { status: 'authenticated', name: 'Ada' })).toEqual({
        status: 'authenticated',
        name: 'Ada',
      })
      expect(new URL(page.url()).pathname).toBe('/')
      expect({ error: null, ...(await result(page, 'sign-in-pin-here')) }).toMatchObject(fine)
      expect(await textsOf(page, { provider: 'pin' })).toEqual({ provider: 'pin' })
      expect(await result(page, 'sign-in-nonce-here')).toMatchObject({ ok: true })
      expect(await result(page, 'sign-in-nonsense-here')).toMatchObject({ ok: false, status: 401 })
    })

    it('comes back to where it began, with a cookie for the session', async () => {
      const page = await visit.open('/?tab=1')
      await clickAndReload(page, 'sign-in-ada')
      await hydrated(page)
      expect(page.url()).toBe(`${visit.server.url}/?tab=1`)
      expect(await textsOf(page, { name: 'Ada' })).toEqual({ name: 'Ada' })
      const cookie = await sessionCookie()
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', secure: false })
      const left = (cookie?.expires ?? 0) - Date.now() / 1000
      expect(Math.abs(left - 10 * days)).toBeLessThan(60)
    })

    it('leads to where it was told, if that is here', async () => {
      const page = await visit.open('/')
      expect((await clickAndArrive(page, 'sign-in-ada-target', '/target')).search).toBe('?tab=3')
      expect(await textsOf(page, { name: 'Ada' })).toEqual({ name: 'Ada' })

      await page.goto('/static')
      await hydrated(page)
      expect((await clickAndArrive(page, 'sign-in-ada-absolute', '/target')).search).toBe('?tab=4')
      await page.goto('/static')
      await hydrated(page)
      expect((await clickAndArrive(page, 'sign-in-ada-foreign', '/')).origin).toBe(visit.server.url)
      await clickAndArrive(page, 'sign-in-ada-before', '/auth/after')
    })

    it('leads to the page for it, which says what was wrong', async () => {
      const page = await visit.open('/?tab=1')
      const plain = await clickAndArrive(page, 'sign-in', '/auth/login')
      expect(plain.searchParams.get('callbackUrl')).toBe(`${visit.server.url}/?tab=1`)
      await page.goto('/')
      await hydrated(page)
      const targeted = await clickAndArrive(page, 'sign-in-target', '/auth/login')
      const target = targeted.searchParams.get('callbackUrl') ?? ''
      expect(new URL(target, visit.server.url).href).toBe(`${visit.server.url}/target?tab=2`)

      await page.goto('/')
      await hydrated(page)
      await clickAndArrive(page, 'sign-in-unknown', '/auth/login')

      await page.goto('/')
      await hydrated(page)
      await clickAndArrive(page, 'sign-in-wrong', '/auth/login')
      expect(await textsOf(page, { error: 'CredentialsSignin' })).toEqual({
        error: 'CredentialsSignin',
      })
    })

    it('leads to the page for errors who may not, and what was thrown', async () => {
      const page = await visit.open('/')
      for (const [button, error] of [
        ['sign-in-mallory', 'AccessDenied'],
        ['sign-in-storm', 'The crew list is at sea.'],
      ] as const) {
        await page.goto('/')
        await hydrated(page)
        await clickAndArrive(page, button, '/auth/error')
        expect(await textsOf(page, { error })).toEqual({ error })
      }
    })

    it('takes the form of the application', async () => {
      // The page before has asked for the session.
      const page = await visit.open('/static')
      await page.goto('/auth/login')
      await hydrated(page)
      await page.getByTestId('username').fill('ada')
      await page.getByTestId('password').fill('difference')
      await page.getByTestId('submit').click()
      await page.waitForURL((url) => url.searchParams.get('error') === 'CredentialsSignin')

      await page.goto('/api/auth/signin?callbackUrl=%2Ftarget%3Fform%3D1')
      await arrive(page, '/auth/login')
      await hydrated(page)
      await page.getByTestId('username').fill('grace')
      await page.getByTestId('password').fill('loom')
      await page.getByTestId('submit').click()
      await arrive(page, '/target')
      expect(new URL(page.url()).search).toBe('?form=1')
      expect(await textsOf(page, { name: 'Grace' })).toEqual({ name: 'Grace' })

      await page.goto('/auth/login')
      expect(new URL(page.url()).pathname).toBe('/target')
    })

    it('asks the callback whether somebody may, and where to', async () => {
      const page = await visit.open('/')
      const { search } = await clickAndArrive(page, 'sign-in-trent', '/auth/detour')
      expect(search).toBe('?by=callback')
      expect(await textsOf(page, { status: 'unauthenticated' })).toEqual({
        status: 'unauthenticated',
      })
      expect(await visit.notesOf('callback signIn')).toEqual([
        {
          user: 'trent@example.com',
          type: 'credentials',
          provider: 'credentials',
          credentials: expect.arrayContaining(['password', 'username']) as string[],
        },
      ])
      expect(await visit.notesOf('event signIn')).toEqual([])
    })

    it('tells `authorize` what was sent, and the logger what went wrong', async () => {
      const page = await visit.open('/')
      await outcomeOf(page, 'sign-in-ada-here')
      expect(await visit.notesOf('authorize')).toEqual([
        {
          keys: expect.arrayContaining(['password', 'username']) as string[],
          method: 'POST',
          query: {},
          body: 'ada',
          agent: 'string',
        },
      ])
      await visit.context.addCookies([
        { name: 'next-auth.session-token', value: 'broken', url: visit.server.url },
      ])
      expect(await visit.get('/api/auth/session')).toEqual({})
      expect(await sessionCookie()).toBeUndefined()
      await visit.context.request.get('/api/auth/callback/harbour?code=guess&state=guess')
      const told = [...(await visit.notesOf('log error')), ...(await visit.notesOf('log warn'))]
      expect(told).toContainEqual({ code: expect.any(String) as string, hasMetadata: true })
    })

    it('goes to a provider and comes back', async () => {
      const page = await visit.open('/?tab=1')
      await page.getByTestId('sign-in-harbour').click()
      await page.waitForURL(`${visit.issuer}/**`)
      await choosePerson(page, 'Ada')
      await arrive(page, '/')
      await hydrated(page)
      expect(new URL(page.url()).search).toBe('?tab=1')
      const ada = { name: 'Ada Lovelace', role: 'crew', provider: 'harbour' }
      expect(await textsOf(page, ada)).toEqual(ada)
      expect(await visit.get('/api/token')).toMatchObject({
        token: {
          sub: 'ada',
          email: 'ada@example.com',
          picture: expect.stringContaining('ada.svg') as string,
          accessToken: expect.any(String) as string,
        },
      })
      expect(await visit.notesOf('event signIn')).toMatchObject([
        { user: 'ada@example.com', provider: 'harbour', profile: 'ada@example.com' },
      ])
      expect(await visit.notesOf('callback signIn')).toEqual([
        {
          user: 'ada@example.com',
          type: 'oauth',
          provider: 'harbour',
          givenName: 'Ada',
          credentials: [],
        },
      ])
      expect(await visit.notesOf('callback jwt')).toContainEqual({
        trigger: 'signIn',
        account: 'harbour',
      })
    })

    it('passes on what a provider should be asked', async () => {
      const page = await visit.open('/')
      const sent = async (button: string): Promise<URLSearchParams> => {
        await page.goto('/')
        await hydrated(page)
        const asked = page.waitForRequest((request) => request.url().startsWith(visit.issuer))
        await page.getByTestId(button).click()
        const { searchParams } = new URL((await asked).url())
        await page.waitForURL(`${visit.issuer}/**`)
        return searchParams
      }
      const byObject = await sent('sign-in-harbour-target')
      expect(Object.fromEntries(byObject)).toMatchObject({
        login_hint: 'ada',
        scope: 'openid email profile',
        response_type: 'code',
        code_challenge_method: 'S256',
        redirect_uri: `${visit.server.url}/api/auth/callback/harbour`,
        state: expect.any(String) as string,
      })
      await choosePerson(page, 'Grace')
      await arrive(page, '/target')
      expect(await textsOf(page, { name: 'Grace Hopper' })).toEqual({ name: 'Grace Hopper' })

      const byText = await sent('sign-in-harbour-text')
      expect(Object.fromEntries(byText)).toMatchObject({ login_hint: 'grace', max_age: '60' })
      const byAddress = await sent('sign-in-plain')
      expect(byAddress.get('ui_locales')).toBe('en')
      expect(byAddress.has('code_challenge')).toBe(true)
      await choosePerson(page, 'Alan')
      await arrive(page, '/target')
      expect(await textsOf(page, { name: 'Alan (Bearer)' })).toEqual({ name: 'Alan (Bearer)' })
    })

    it('starts at the providers of the page for it, and comes back from a refusal', async () => {
      const page = await visit.open('/')
      await clickAndArrive(page, 'sign-in-target', '/auth/login')
      await page.getByTestId('with-harbour').click()
      await page.waitForURL(`${visit.issuer}/**`)
      await page.getByRole('button', { name: /cancel/i }).click()
      await arrive(page, '/auth/login')
      expect(new URL(page.url()).searchParams.get('error')).toBe('Callback')
    })

    it('knows the addresses of a ready-made provider', async () => {
      const page = await visit.open('/')
      await page.route('https://github.com/**', (route) => route.fulfill({ body: 'GitHub' }))
      const asked = page.waitForRequest('https://github.com/**')
      await page.getByTestId('sign-in-github').click()
      const { pathname, searchParams } = new URL((await asked).url())
      expect(pathname).toBe('/login/oauth/authorize')
      expect(Object.fromEntries(searchParams)).toMatchObject({
        client_id: 'github-client',
        scope: 'read:user user:email',
        redirect_uri: `${visit.server.url}/api/auth/callback/github`,
      })
    })

    it('leads to the page for errors what is not for the sign-in page', async () => {
      const page = await visit.open('/')
      await page.goto('/api/auth/error?error=Verification')
      await arrive(page, '/auth/error')
      expect(await textsOf(page, { error: 'Verification' })).toEqual({ error: 'Verification' })
      await page.goto('/api/auth/signout')
      await arrive(page, '/auth/logout')
    })
  })

  describe('signing out', () => {
    it('comes back to where it began, signed out', async () => {
      const page = await visit.open('/')
      await signInHere(page)
      await page.goto('/?tab=1')
      await hydrated(page)
      await clickAndReload(page, 'sign-out')
      await hydrated(page)
      expect(page.url()).toBe(`${visit.server.url}/?tab=1`)
      expect(await textsOf(page, { status: 'unauthenticated' })).toEqual({
        status: 'unauthenticated',
      })
      expect(await sessionCookie()).toBeUndefined()
      expect(await visit.get('/api/auth/session')).toEqual({})
      expect(await visit.notesOf('event signOut')).toEqual([{ name: 'Ada', hasSession: false }])
    })

    it('leads to where it was told, if that is here', async () => {
      const page = await visit.open('/')
      await signInHere(page)
      expect((await clickAndArrive(page, 'sign-out-target', '/target')).search).toBe('?bye=1')
      await page.goto('/static')
      await hydrated(page)
      await signInHere(page)
      expect((await clickAndArrive(page, 'sign-out-foreign', '/')).origin).toBe(visit.server.url)
    })

    it('stays on the page, and says where it would have led', async () => {
      const page = await visit.open('/')
      await signInHere(page)
      expect(await result(page, 'sign-out-target-here')).toMatchObject({
        url: `${visit.server.url}/target`,
      })
      expect(await textsOf(page, { status: 'unauthenticated', name: '', kind: '' })).toEqual({
        status: 'unauthenticated',
        name: '',
        kind: '',
      })
      await signInHere(page)
      expect(await result(page, 'sign-out-here')).toHaveProperty('url')
      await signInHere(page)
      await page.goto('/auth/logout')
      await hydrated(page)
      await clickAndArrive(page, 'really', '/')
      expect(await textsOf(page, { status: 'unauthenticated' })).toEqual({
        status: 'unauthenticated',
      })
    })
  })

  describe('on the server', () => {
    it('tells the session in every place, and nobody without one', async () => {
      const page = await visit.open('/server')
      const answers = async (): Promise<unknown> =>
        JSON.parse((await page.getByTestId('answers').textContent()) ?? '')
      const ways = ['getServerSession', 'helper', 'unstable', 'byContext', 'byRequest']
      expect(await answers()).toEqual(Object.fromEntries(ways.map((way) => [way, null])))
      expect((await visit.context.request.get('/api/session')).status()).toBe(401)
      expect(await visit.get('/api/session?old')).toBeNull()
      expect(await visit.get('/app/api/session')).toEqual({ session: null, token: null })

      await page.goto('/')
      await hydrated(page)
      await signInHere(page)
      await page.goto('/server')
      const session = {
        user: { name: 'Ada', email: 'ada@example.com', id: '7', role: 'admin' },
        provider: 'credentials',
      }
      const dated = { ...session, expires: expect.stringMatching(/^\d{4}-.*Z$/) as string }
      expect(await answers()).toEqual(Object.fromEntries(ways.map((way) => [way, dated])))
      expect(await visit.get('/api/session')).toEqual(dated)
      expect(await visit.get('/api/session?old')).toEqual(dated)
      expect(await visit.get('/app/api/session')).toMatchObject({ session, token: { id: '7' } })
    })

    it('lets the session slide where it can answer with a cookie', async () => {
      const left = async (): Promise<number> =>
        ((await sessionCookie())?.expires ?? 0) - Date.now() / 1000
      for (const path of ['/api/session', '/', '/api/auth/session']) {
        await visit.context.clearCookies()
        await visit.context.addCookies([
          {
            name: 'next-auth.session-token',
            value: await sealAnHourAgo({ name: 'Ada', sub: '7', id: '7', role: 'admin' }),
            url: visit.server.url,
            expires: Date.now() / 1000 + 3600,
          },
        ])
        await visit.context.request.get(path)
        expect(Math.abs((await left()) - 10 * days), path).toBeLessThan(60)
      }
    })

    it('renders in components and actions of the server', async () => {
      const page = await visit.open('/app')
      expect(await textsOf(page, { 'server-name': 'nobody', 'server-keys': '' })).toEqual({
        'server-name': 'nobody',
        'server-keys': '',
      })
      await signInHere(page)
      await page.goto('/app')
      await hydrated(page)
      const seen = { 'server-name': 'Ada', 'server-again': 'admin', name: 'Ada' }
      expect(await textsOf(page, { ...seen, statuses: 'authenticated' })).toEqual({
        ...seen,
        statuses: 'authenticated',
      })
      // The original takes the end away here.
      expect(await page.getByTestId('server-keys').textContent()).toMatch(
        /^(?:expires )?provider user$/,
      )
      expect(requests(page)).toEqual(['GET'])
      expect(complaints(page)).toEqual([])
      await page.getByTestId('ask').click()
      expect(await textsOf(page, { ask: 'Ada' })).toEqual({ ask: 'Ada' })
    })

    it('asks for the session and the providers where a page begins on either side', async () => {
      const page = await visit.open('/server/initial')
      const ids = 'credentials github harbour plain pin'
      const nobody = { 'initial-name': 'nobody', 'initial-ids': ids }
      expect(await textsOf(page, nobody)).toEqual(nobody)
      await page.goto('/')
      await hydrated(page)
      await signInHere(page)
      const html = await (await visit.context.request.get('/server/initial')).text()
      expect(html).toContain('"initial-name">Ada<')
    })

    it('opens and seals tokens', async () => {
      const page = await visit.open('/')
      await signInHere(page)
      const cookie = await sessionCookie()
      const claims = {
        name: 'Ada',
        email: 'ada@example.com',
        sub: '7',
        id: '7',
        role: 'admin',
        provider: 'credentials',
        iat: expect.any(Number) as number,
        exp: expect.any(Number) as number,
        jti: expect.any(String) as string,
      }
      const tokens = (await visit.get('/api/token')) as Record<string, unknown>
      expect(tokens).toMatchObject({
        token: claims,
        withSecret: claims,
        otherSecret: null,
        otherName: null,
        raw: cookie?.value,
        decoded: claims,
        around: { sub: '7', name: 'Ada' },
        salted: { sub: '8' },
      })
      expect(Object.keys(tokens['token'] as object).toSorted()).toEqual(
        Object.keys(claims).toSorted(),
      )
      await visit.context.clearCookies()
      const authorization = `Bearer ${encodeURIComponent(String(tokens['raw']))}`
      expect(await visit.get('/api/token', { authorization })).toMatchObject({ token: claims })
      expect(await visit.get('/api/token', { authorization: 'Bearer broken' })).toMatchObject({
        token: null,
      })
      expect(await requireTokens(visit, cookie?.value ?? '')).toMatchObject({
        fromOutside: claims,
      })
    })

    it('lets the request decide how it is answered, in both routers', async () => {
      const headers = { 'x-brand': 'Analytical' }
      for (const path of ['/api/advanced', '/advanced']) {
        const { csrfToken } = (await visit.get(`${path}/csrf`)) as { csrfToken: string }
        const form = { csrfToken, username: 'ada', password: 'engine', json: 'true' }
        const answer = await visit.context.request.post(`${path}/callback/credentials`, { form })
        expect(await answer.json()).toEqual({ url: expect.any(String) as string })
        expect(await visit.get(`${path}/session`, headers), path).toMatchObject({
          user: { name: 'Ada' },
          provider: 'credentials by Analytical',
        })
        await visit.context.clearCookies()
      }
      const html = await (await visit.context.request.get('/api/advanced/signin')).text()
      expect(html).toContain('Sign in with Crew list')
      expect(html).not.toContain('Sign in with PIN')
      expect(Object.keys((await visit.get('/api/advanced/providers')) as object)).toContain('pin')
    })
  })

  describe('the middleware', () => {
    const ask = async (path: string): Promise<{ status: number; to: string; role: string }> => {
      const response = await visit.context.request.get(path, { maxRedirects: 0 })
      const { location = '', 'x-token-role': role = '' } = response.headers()
      return {
        status: response.status(),
        to: location.slice(location.startsWith('http') ? visit.server.url.length : 0),
        role,
      }
    }
    const forms = ['plain', 'request-only', 'request-options', 'function', 'only-function']

    it('leads strangers to sign-in, in each of its forms', async () => {
      for (const form of forms) {
        const path = `/guarded/${form}?x=1&y=2`
        expect(await ask(path)).toEqual({
          status: 307,
          to: `/api/auth/signin?callbackUrl=${encodeURIComponent(path)}`,
          role: '',
        })
      }
      expect(await ask('/guarded/token')).toEqual({ status: 307, to: '/auth/login', role: '' })
      for (const path of ['/guarded/options?x=1', '/api/guarded/secret', '/app/guarded']) {
        expect(await ask(path)).toEqual({
          status: 307,
          to: `/auth/login?callbackUrl=${encodeURIComponent(path)}`,
          role: '',
        })
      }
    })

    it('lets in who may, and nobody else', async () => {
      const page = await visit.open('/')
      await signInHere(page, 'grace')
      const statuses = async (): Promise<Record<string, number>> =>
        Object.fromEntries(
          await Promise.all(
            [...forms, 'options', 'function?crew'].map(async (form) => [
              form,
              (await ask(`/guarded/${form}`)).status,
            ]),
          ),
        ) as Record<string, number>
      expect(await statuses()).toEqual({
        plain: 200,
        'request-only': 200,
        'request-options': 307,
        function: 307,
        'only-function': 200,
        options: 307,
        'function?crew': 200,
      })
      expect((await ask('/guarded/function?crew')).role).toBe('crew')
      expect(await ask('/guarded/token')).toEqual({ status: 200, to: '', role: 'crew' })
      expect((await ask('/api/guarded/secret')).status).toBe(307)

      await signInHere(page)
      expect(new Set(Object.values(await statuses()))).toEqual(new Set([200]))
      expect((await ask('/guarded/function')).role).toBe('admin')
      expect(await visit.get('/api/guarded/secret')).toEqual({ secret: 42 })
      await page.goto('/guarded/only-function')
      expect(await textsOf(page, { rewritten: 'For Ada' })).toEqual({ rewritten: 'For Ada' })
    })

    it('comes back once somebody has signed in', async () => {
      const page = await visit.open('/')
      await page.goto('/guarded/options?x=1')
      await arrive(page, '/auth/login')
      await hydrated(page)
      await page.getByTestId('with-harbour').click()
      await page.waitForURL(`${visit.issuer}/**`)
      await page.goto('/guarded/plain?x=2')
      await arrive(page, '/auth/login')
      await hydrated(page)
      await page.getByTestId('username').fill('ada')
      await page.getByTestId('password').fill('engine')
      await page.getByTestId('submit').click()
      await arrive(page, '/guarded/plain')
      expect(new URL(page.url()).search).toBe('?x=2')
    })
  })

  describe('the pattern `Component.auth`', () => {
    it('shows a page to those with the role, and a skeleton meanwhile', async () => {
      const html = await (await visit.context.request.get('/admin')).text()
      expect(html).toContain('A moment')
      const page = await visit.open('/')
      await page.goto('/admin')
      await arrive(page, '/auth/login')
      await page.goto('/')
      await hydrated(page)
      await signInHere(page, 'grace')
      await page.goto('/admin')
      await arrive(page, '/auth/login-with-different-user')
      await page.goto('/member')
      expect(await textsOf(page, { name: 'Grace' })).toEqual({ name: 'Grace' })
      await page.goto('/')
      await hydrated(page)
      await signInHere(page)
      await page.goto('/admin')
      expect(await textsOf(page, { secret: 'Dashboard of Ada' })).toEqual({
        secret: 'Dashboard of Ada',
      })
      expect(complaints(page)).toEqual([])
    })
  })

  it('is there for `require`, too', async () => {
    expect(await requireTokens(visit)).toMatchObject({
      parts: 5,
      decoded: { sub: '7', name: 'Ada' },
      bearer: { sub: '7', name: 'Ada' },
      functions: [
        'NextAuth function',
        'getServerSession function',
        'unstable_getServerSession function',
        'signIn function',
        'useSession function',
        'SessionProvider function',
        'withAuth function',
        'middleware function',
        'next function',
      ],
      github: 'github',
      credentials: 'credentials',
    })
  })
})

/** What the script of the application prints, which is of the time of `require`. */
async function requireTokens(visit: NextAuthVisit, token = ''): Promise<unknown> {
  const script = join(visit.folder, 'scripts', 'tokens.cjs')
  const env = { ...process.env, NEXTAUTH_SECRET: secret, TOKEN: token }
  const { stdout } = await run(process.execPath, [script], { env })
  return JSON.parse(stdout) as unknown
}

describe.each(editions)('in the app router, with names of its own, on the %s', (edition) => {
  const visit = visitNextAuth(edition, 'handlers')
  const base = '/custom-route/api/auth'

  /** Signs in on the built-in page. */
  async function signIn(page: Page, person = 'ada', password = 'engine'): Promise<void> {
    await page.getByLabel('User name').fill(person)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in with Crew list' }).click()
  }

  it('answers below its base path', async () => {
    expect(await visit.get(`${base}/session`)).toEqual({})
    const providers = (await visit.get(`${base}/providers`)) as Record<string, unknown>
    expect(providers['harbour']).toMatchObject({
      signinUrl: `${visit.server.url}${base}/signin/harbour`,
      callbackUrl: `${visit.server.url}${base}/callback/harbour`,
    })
  })

  it('signs in and out on the built-in pages', async () => {
    const page = await visit.open('/app?tab=1')
    await page.getByTestId('sign-in').click()
    await arrive(page, `${base}/signin`)
    await signIn(page, 'ada', 'difference')
    await page.waitForURL((url) => url.searchParams.get('error') === 'CredentialsSignin')
    await signIn(page)
    await arrive(page, '/app')
    await hydrated(page)
    expect(new URL(page.url()).search).toBe('?tab=1')
    const seen = { 'server-name': 'Ada', name: 'Ada', statuses: 'authenticated' }
    expect(await textsOf(page, seen)).toEqual(seen)
    expect(requests(page)).toEqual([])

    await page.goto(`${base}/signout`)
    await page.getByRole('button').click()
    await page.waitForURL((url) => !url.pathname.startsWith(base))
    expect(await visit.get(`${base}/session`)).toEqual({})
  })

  it('keeps the session as the application has it', async () => {
    const page = await visit.open('/app')
    await signInHere(page)
    const cookies = await visit.context.cookies()
    const cookie = cookies.find(({ name }) => name === 'crew.session')
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
    expect(cookies.some(({ name }) => name.includes('session-token'))).toBe(false)
    const [body = ''] = cookie?.value.split('.') ?? []
    expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toMatchObject({
      name: 'Ada',
      role: 'admin',
    })
    expect(await visit.get('/app/api/session')).toMatchObject({
      session: { user: { name: 'Ada' } },
      token: { name: 'Ada', role: 'admin' },
    })
    expect(await result(page, 'update-name')).toMatchObject({ user: { name: 'Countess' } })
    await page.goto('/app/guarded')
    expect(await textsOf(page, { name: 'Countess' })).toEqual({ name: 'Countess' })

    const forged = Buffer.from(JSON.stringify({ name: 'Eve', exp: 9_999_999_999 }))
    const value = `${forged.toString('base64url')}.${cookie?.value.split('.')[1]}`
    await visit.context.addCookies([{ name: 'crew.session', value, url: visit.server.url }])
    expect(await visit.get(`${base}/session`)).toEqual({})
    const guarded = await visit.context.request.get('/app/guarded', { maxRedirects: 0 })
    expect(guarded.status()).toBe(307)
  })

  it('asks, changes and signs out from the browser, below its base path', async () => {
    const page = await visit.open('/app')
    expect(await outcomeOf(page, 'get-session')).toBe('null')
    expect(await result(page, 'csrf')).toMatch(/^[\da-f]{64}$/)
    expect(Object.keys(await result(page, 'providers'))).toContain('plain')
    await page.getByTestId('sign-in-harbour-target').click()
    await page.waitForURL(`${visit.issuer}/**`)
    await choosePerson(page, 'Grace')
    await arrive(page, '/target')
    await page.goto('/app')
    await hydrated(page)
    const grace = { name: 'Grace Hopper', provider: 'harbour', 'server-name': 'Grace Hopper' }
    expect(await textsOf(page, grace)).toEqual(grace)
    await page.getByTestId('ask').click()
    expect(await textsOf(page, { ask: 'Grace Hopper' })).toEqual({ ask: 'Grace Hopper' })
    expect(await result(page, 'sign-out-here')).toMatchObject({ url: `${visit.server.url}/app` })
    expect(await textsOf(page, { status: 'unauthenticated' })).toEqual({
      status: 'unauthenticated',
    })
    expect(complaints(page)).toEqual([])
  })

  it('guards pages in the server component and in the middleware, and comes back', async () => {
    const page = await visit.open('/app')
    await page.goto('/app/members')
    await arrive(page, `${base}/signin`)
    await signIn(page)
    await arrive(page, '/app/members')
    expect(await textsOf(page, { member: 'Ada' })).toEqual({ member: 'Ada' })

    await visit.context.clearCookies()
    await page.goto('/app/guarded?x=1')
    await arrive(page, `${base}/signin`)
    await signIn(page)
    await arrive(page, '/app/guarded')
    expect(new URL(page.url()).search).toBe('?x=1')
  })

  it('goes on in the pages router', async () => {
    const page = await visit.open('/')
    await signInHere(page)
    await page.goto('/')
    await hydrated(page)
    const ada = { name: 'Ada', statuses: 'authenticated' }
    expect(await textsOf(page, ada)).toEqual(ada)
    expect(await visit.get('/api/session')).toMatchObject({ user: { name: 'Ada' } })
  })
})

describe.each(editions)('with an adapter, on the %s', (edition) => {
  const visit = visitNextAuth(edition, 'database')

  it('signs in by a link in a mail, and welcomes who is new', async () => {
    const page = await visit.open('/')
    await page.getByTestId('sign-in-email').click()
    await arrive(page, '/auth/verify')
    const [mail] = (await visit.notesOf('mail')) as { identifier: string; url: string }[]
    expect(mail).toEqual({
      identifier: 'bill@example.com',
      url: expect.stringContaining(`${visit.server.url}/api/auth/callback/email?`) as string,
      hasToken: true,
      minutes: 60,
      from: 'crew@example.com',
      theme: '#114488',
    })
    expect((await visit.noted()).tokens).toBe(1)

    await followLink(page, mail?.url ?? '')
    await arrive(page, '/auth/welcome')
    await hydrated(page)
    const welcome = { status: 'authenticated', 'callback-url': `${visit.server.url}/` }
    expect(await textsOf(page, welcome)).toEqual(welcome)
    const { users, sessions, tokens } = await visit.noted()
    expect(tokens).toBe(0)
    const bill = users.find(({ email }) => email === 'bill@example.com')
    expect(bill).toMatchObject({ emailVerified: expect.any(String) as string })
    const rows = sessions.filter(({ userId }) => userId === bill?.id)
    expect(rows).toHaveLength(1)
    const left = new Date(rows[0]?.expires ?? 0).getTime() - Date.now()
    expect(Math.abs(left / 1000 - 10 * days)).toBeLessThan(60)
    expect(await visit.notesOf('event createUser')).toEqual([{ email: 'bill@example.com' }])
    expect(await visit.notesOf('event signIn')).toMatchObject([
      { user: 'bill@example.com', provider: 'email', isNewUser: true },
    ])
    expect(await visit.notesOf('callback signIn')).toEqual([
      {
        user: 'bill@example.com',
        type: 'email',
        provider: 'email',
        email: { verificationRequest: true },
        credentials: [],
      },
      { user: 'bill@example.com', type: 'email', provider: 'email', credentials: [] },
    ])

    // A link is good once.
    await visit.context.clearCookies()
    await followLink(page, mail?.url ?? '')
    await page.waitForURL((url) => url.searchParams.get('error') === 'Verification')
  })

  it('says on the page what came of a mail', async () => {
    const page = await visit.open('/')
    expect({ error: null, ...(await result(page, 'sign-in-email-here')) }).toMatchObject({
      error: null,
      status: 200,
      ok: true,
      // The original leads to the page of the application by its own.
      url: expect.stringMatching(
        /(?:\/api\/auth\/verify-request|\/auth\/verify)\?provider=email&type=email$/,
      ) as string,
    })
    expect(await visit.notesOf('mail')).toHaveLength(1)
    expect(await result(page, 'sign-in-email-nowhere')).toMatchObject({
      error: 'EmailSignin',
      url: null,
    })
    expect(await visit.notesOf('mail')).toHaveLength(1)
    const [mail] = (await visit.notesOf('mail')) as { url: string }[]
    await followLink(page, mail?.url ?? '')
    await page.waitForURL((url) => /\/(?:auth\/welcome|target)$/.test(url.pathname))
    await hydrated(page)
    await page.goto('/')
    await hydrated(page)
    const ada = { status: 'authenticated', role: 'admin' }
    expect(await textsOf(page, ada)).toEqual(ada)
  })

  it('stores who comes from a provider, and knows them again', async () => {
    const page = await visit.open('/')
    for (const visitNumber of [1, 2]) {
      await page.goto('/')
      await hydrated(page)
      await page.getByTestId('sign-in-harbour').click()
      await page.waitForURL(`${visit.issuer}/**`)
      await choosePerson(page, 'Grace')
      await arrive(page, visitNumber === 1 ? '/auth/welcome' : '/')
      await hydrated(page)
      expect(await textsOf(page, { name: 'Grace Hopper' })).toEqual({ name: 'Grace Hopper' })
      if (visitNumber === 1) {
        await page.goto('/')
        await hydrated(page)
        await outcomeOf(page, 'sign-out-here')
      }
    }
    const { users, accounts, sessions } = await visit.noted()
    const [grace, ...more] = users.filter(({ email }) => email === 'grace@example.com')
    expect(more).toEqual([])
    expect(accounts.filter(({ userId }) => userId === grace?.id)).toEqual([
      expect.objectContaining({
        provider: 'harbour',
        providerAccountId: 'grace',
        type: 'oauth',
        access_token: expect.any(String) as string,
        token_type: expect.stringMatching(/^bearer$/i) as string,
      }) as unknown,
    ])
    expect(sessions.filter(({ userId }) => userId === grace?.id)).toHaveLength(1)
    expect(await visit.notesOf('event linkAccount')).toEqual([
      { user: 'grace@example.com', provider: 'harbour', profile: 'grace@example.com' },
    ])
    expect(await visit.notesOf('event signOut')).toMatchObject([{ hasSession: true }])
    expect(await visit.notesOf('callback session')).toContainEqual({
      hasToken: false,
      hasUser: true,
    })
    const session = { user: { name: 'Grace Hopper', id: grace?.id, role: 'crew' } }
    expect(await visit.get('/api/session')).toMatchObject(session)
    expect(await visit.get('/app/api/session')).toMatchObject({ session, token: null })
    expect(await visit.get('/api/auth/session')).toMatchObject(session)
  })

  it('lets the session callback answer an update', async () => {
    const page = await visit.open('/')
    await signInByMail(page, 'ada@example.com')
    await page.goto('/')
    await hydrated(page)
    expect(await result(page, 'update-name')).toMatchObject({ user: { name: 'Countess' } })
    expect(await textsOf(page, { name: 'Countess' })).toEqual({ name: 'Countess' })
    expect(await visit.notesOf('callback session')).toContainEqual({
      trigger: 'update',
      newSession: { name: 'Countess' },
      hasToken: false,
      hasUser: true,
    })
  })

  it('does not take somebody for another of the same address', async () => {
    const page = await visit.open('/')
    await signInByMail(page, 'alan@example.com')
    await page.goto('/')
    await hydrated(page)
    await outcomeOf(page, 'sign-out-here')
    // This provider does not say whether it has verified the address.
    await page.getByTestId('sign-in-plain').click()
    await page.waitForURL(`${visit.issuer}/**`)
    await choosePerson(page, 'Alan')
    await arrive(page, '/api/auth/signin')
    expect(new URL(page.url()).searchParams.get('error')).toBe('OAuthAccountNotLinked')
    expect(await visit.get('/api/auth/session')).toEqual({})
  })

  it('takes somebody for another of the same address where a provider may', async () => {
    const page = await visit.open('/')
    await signInByMail(page, 'ada@example.com')
    await page.goto('/')
    await hydrated(page)
    await outcomeOf(page, 'sign-out-here')
    await page.getByTestId('sign-in-harbour-target').click()
    await page.waitForURL(`${visit.issuer}/**`)
    await choosePerson(page, 'Ada')
    await page.waitForURL((url) => /\/(?:auth\/welcome|target)$/.test(url.pathname))
    const { users, accounts } = await visit.noted()
    const adas = users.filter(({ email }) => email === 'ada@example.com')
    expect(adas).toHaveLength(1)
    expect(accounts.filter(({ userId }) => userId === adas[0]?.id)).toMatchObject([
      { provider: 'harbour', providerAccountId: 'ada' },
    ])
  })

  it('adds a provider to whoever is signed in', async () => {
    const page = await visit.open('/')
    await signInByMail(page, 'alan@example.com')
    await page.goto('/')
    await hydrated(page)
    await page.getByTestId('sign-in-plain').click()
    await page.waitForURL(`${visit.issuer}/**`)
    await choosePerson(page, 'Alan')
    await arrive(page, '/target')
    const { users, accounts } = await visit.noted()
    const alan = users.find(({ email }) => email === 'alan@example.com')
    expect(accounts.filter(({ userId }) => userId === alan?.id)).toMatchObject([
      { provider: 'plain', providerAccountId: 'alan' },
    ])
  })

  it('ends a session whose row is gone or over', async () => {
    const page = await visit.open('/')
    await signInByMail(page, 'ada@example.com')
    const cookie = (await visit.context.cookies()).find(({ name }) =>
      name.endsWith('session-token'),
    )
    expect(cookie?.value).toMatch(/^crew-/)
    const before = (await visit.noted()).sessions
    await page.goto('/')
    await hydrated(page)
    await clickAndReload(page, 'sign-out')
    const after = (await visit.noted()).sessions
    expect(after).toHaveLength(before.length - 1)
    expect(after).not.toContainEqual(before.at(-1))
    await visit.context.addCookies([
      { name: 'next-auth.session-token', value: cookie?.value ?? '', url: visit.server.url },
    ])
    expect(await visit.get('/api/auth/session')).toEqual({})
  })

  /** Signs in by a mail that the page does not show. */
  async function signInByMail(page: Page, email: string): Promise<void> {
    const { csrfToken } = (await visit.get('/api/auth/csrf')) as { csrfToken: string }
    const form = { csrfToken, email, callbackUrl: '/target', json: 'true' }
    await visit.context.request.post('/api/auth/signin/email', { form })
    const mails = (await visit.notesOf('mail')) as { url: string }[]
    await followLink(page, mails.at(-1)?.url ?? '')
    await page.waitForURL((url) => /\/(?:auth\/welcome|target)$/.test(url.pathname))
  }
})

/** Opens the link of a mail. Ours shows a page with a button, so that programs that look into mails use up nothing. */
async function followLink(page: Page, url: string): Promise<void> {
  await page.goto(url)
  if (new URL(page.url()).pathname.includes('/callback/')) await page.getByRole('button').click()
}

describe('on the original and then on the door', () => {
  const before = visitNextAuth('original')
  const after = visitNextAuth('door')

  it('keeps people signed in, and lets them go back', async () => {
    for (const [from, to] of [
      [before, after],
      [after, before],
    ] as const) {
      const page = await from.open('/')
      await signInHere(page)
      const cookies = await from.context.cookies()
      await to.context.addCookies(
        cookies.map(({ name, value }) => ({ name, value, url: to.server.url })),
      )
      expect(await to.get('/api/session')).toMatchObject({ user: { name: 'Ada', role: 'admin' } })
      expect((await to.context.request.get('/guarded/options', { maxRedirects: 0 })).status()).toBe(
        200,
      )
    }
  })
})
