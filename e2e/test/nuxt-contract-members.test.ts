/**
 * Members of `useAuth` and `useAuthState` with the provider `local`, in a browser: what they answer, the
 * order in which state changes, and how many requests each event makes.
 */
import { describe, expect, it } from 'vitest'
import {
  canSkipTime,
  type ContractPage,
  nuxtVersions,
  rotating,
  type Settings,
  visitContract,
} from '../src/nuxt-contract.ts'
import { focus, textOf } from '../src/visitor.ts'

const refreshing: Settings = { provider: { refresh: { isEnabled: true } } }
const ada = { username: 'ada', password: 'hunter2' }

/** What changed since the page was there, but for the status. */
async function changes(page: ContractPage): Promise<string[]> {
  const log = await page.evaluate(() => contract.log)
  return log.filter((line) => !line.startsWith('status'))
}

async function statuses(page: ContractPage): Promise<string[]> {
  const log = await page.evaluate(() => contract.log)
  return log.flatMap((line) => (line.startsWith('status ') ? line.slice('status '.length) : []))
}

/** What is known on a page. */
async function known(page: ContractPage): Promise<Record<string, unknown>> {
  return page.evaluate(() => ({
    status: contract.auth.status.value,
    id: contract.auth.data.value?.id,
    token: contract.auth.token.value,
    refreshToken: contract.auth.refreshToken.value,
    loading: contract.state.loading.value,
  }))
}

const nobody = { status: 'unauthenticated', token: null, refreshToken: null, loading: false }

describe.each(nuxtVersions)('members of local on Nuxt %i', (version) => {
  const site = visitContract(version)

  async function signedInPage(settings: Settings = rotating): Promise<ContractPage> {
    const server = await site.serve(settings)
    await site.signedIn(server)
    const page = await site.open(server, '/open')
    site.backend.requests.length = 0
    return page
  }

  async function cookie(name: string): Promise<string | undefined> {
    const found = (await site.context.cookies()).find((each) => each.name === name)
    return found && decodeURIComponent(found.value)
  }

  it('returns every documented member', async () => {
    const page = await site.open(await site.serve(), '/open')
    const { auth, state } = await page.evaluate(() => contract.members)
    expect(auth).toEqual(
      expect.arrayContaining(
        'data getSession lastRefreshedAt refresh refreshToken signIn signOut signUp status token'.split(
          ' ',
        ),
      ),
    )
    expect(state).toEqual(
      expect.arrayContaining(
        'clearToken data lastRefreshedAt loading rawRefreshToken rawToken refreshToken setToken status token'.split(
          ' ',
        ),
      ),
    )
  })

  it('is the same state wherever it is asked for', async () => {
    const page = await signedInPage()
    const same = await page.evaluate(() => {
      const { auth, state } = contract.use()
      state.setToken('other')
      return [auth.token.value, contract.auth.token.value, contract.state.rawToken.value]
    })
    expect(same).toEqual(['Bearer other', 'Bearer other', 'other'])
  })

  describe('signIn', () => {
    it('changes state in the order of the original, token first', async () => {
      const page = await site.open(await site.serve(rotating), '/open')
      const answer = await page.evaluate(
        async (credentials) => contract.auth.signIn(credentials, { redirect: false }),
        ada,
      )
      expect(answer).toMatchObject({ token: expect.any(String), refreshToken: expect.any(String) })
      expect(await changes(page)).toEqual([
        // Any request that is pending, as the documents say; in the original only that for the session.
        'loading true',
        'loading false',
        'rawToken set',
        'rawRefreshToken set',
        'loading true',
        'data set',
        'loading false',
        'lastRefreshedAt set',
      ])
      expect(await statuses(page)).toEqual(['loading', 'authenticated'])
      expect(page.asked).toEqual(['POST /login', 'GET /session'])
      const { token, ...rest } = await known(page)
      expect(token).toBe(`Bearer ${await cookie('auth.token')}`)
      expect(rest).toMatchObject({ id: 'ada', refreshToken: await cookie('auth.refresh-token') })
      expect(page.observed.complaints).toEqual([])
    })

    it('sends credentials, query and headers', async () => {
      const page = await site.open(await site.serve(), '/open')
      await page.evaluate(
        async (credentials) =>
          contract.auth.signIn(credentials, { redirect: false }, { a: '1' }, { 'x-b': '2' }),
        { ...ada, more: [1] },
      )
      expect(site.backend.requests[0]).toMatchObject({
        path: '/api/login?a=1',
        body: { ...ada, more: [1] },
        headers: { 'x-b': '2' },
      })
    })

    it('leaves cookies with the documented attributes', async () => {
      const page = await site.open(await site.serve(rotating), '/open')
      await page.evaluate(
        async (credentials) => contract.auth.signIn(credentials, { redirect: false }),
        ada,
      )
      const cookies = await site.context.cookies()
      const lives = { 'auth.token': 1800, 'auth.refresh-token': 604_800 }
      for (const [name, life] of Object.entries(lives)) {
        const found = cookies.find((each) => each.name === name)
        expect(found).toMatchObject({ path: '/', sameSite: 'Lax', secure: false, httpOnly: false })
        expect(Math.abs((found?.expires ?? 0) - Date.now() / 1000 - life)).toBeLessThan(10)
      }
    })

    it('rejects with the error of the request, and changes nothing', async () => {
      const page = await site.open(await site.serve(rotating), '/open')
      const error = await page.evaluate(
        async (credentials) =>
          contract.auth.signIn(credentials).then(
            () => undefined,
            ({ name, statusCode, data }: Error & { statusCode: number; data: unknown }) => ({
              name,
              statusCode,
              data,
            }),
          ),
        { ...ada, password: 'wrong' },
      )
      expect(error).toEqual({
        name: 'FetchError',
        statusCode: 401,
        data: { error: 'credentials' },
      })
      expect(await known(page)).toMatchObject(nobody)
      expect(await changes(page)).toEqual(['loading true', 'loading false'])
      expect(await statuses(page)).toEqual([])
      expect(page.asked).toEqual(['POST /login'])
    })

    it.each([
      ['no token', () => ({ refreshToken: 'r' })],
      ['a token that is no text', () => ({ token: 5, refreshToken: 'r' })],
      ['no refresh token (where we differ: nothing is kept)', () => ({ token: 't' })],
      ['no object', () => 'text'],
    ])('keeps nothing of an answer with %s', async (_, shape) => {
      site.backend.rules.shape.signIn = shape
      const page = await site.open(await site.serve(rotating), '/open')
      await page.evaluate(
        async (credentials) =>
          contract.auth.signIn(credentials, { redirect: false }).catch(() => undefined),
        ada,
      )
      expect(await known(page)).toMatchObject(nobody)
      expect(await cookie('auth.token')).toBeUndefined()
      expect(await cookie('auth.refresh-token')).toBeUndefined()
    })

    it('asks for no session with callGetSession: false', async () => {
      const page = await site.open(await site.serve(), '/open')
      await page.evaluate(
        async (credentials) =>
          contract.auth.signIn(credentials, { redirect: false, callGetSession: false }),
        ada,
      )
      expect(page.asked).toEqual(['POST /login'])
      expect(await known(page)).toMatchObject({ token: expect.any(String) })
      await page.evaluate(() => contract.auth.getSession())
      expect(await known(page)).toMatchObject({ status: 'authenticated', id: 'ada' })
    })
  })

  describe('signUp', () => {
    it('signs up, then in', async () => {
      const page = await site.open(await site.serve(), '/open')
      await page.evaluate(
        async (credentials) => contract.auth.signUp(credentials, { redirect: false }),
        ada,
      )
      expect(page.asked).toEqual(['POST /register', 'POST /login', 'GET /session'])
      expect(await known(page)).toMatchObject({ status: 'authenticated', id: 'ada' })
    })

    it.each([
      ['two arguments', [{ preventLoginFlow: true, redirect: false }]],
      ['three arguments', [undefined, { preventLoginFlow: true }]],
    ])('only signs up with preventLoginFlow in %s', async (_, more) => {
      const page = await site.open(await site.serve(), '/open')
      const answer = await page.evaluate(
        async ([credentials, rest]) => contract.auth.signUp(credentials, ...rest),
        [ada, more] as [object, object[]],
      )
      expect(answer).toEqual({ created: 'ada' })
      expect(page.asked).toEqual(['POST /register'])
      expect(await known(page)).toMatchObject(nobody)
      expect(new URL(page.url()).pathname).toBe('/open')
    })

    it('goes to the callback without signing in, as the documents say (the original does not)', async () => {
      const page = await site.open(await site.serve(), '/open')
      await page.evaluate(
        async (credentials) =>
          contract.auth.signUp(
            credentials,
            { callbackUrl: '/unsaid', redirect: true },
            { preventLoginFlow: true },
          ),
        ada,
      )
      await page.waitForURL('**/unsaid')
      expect(page.asked).toEqual(['POST /register'])
    })
  })

  describe('getSession', () => {
    it('changes state in the order of the original, and stays authenticated meanwhile (where we differ)', async () => {
      const page = await signedInPage()
      const answer = await page.evaluate(() => contract.auth.getSession())
      expect(answer).toMatchObject({ id: 'ada' })
      expect((await changes(page)).filter((line) => line !== 'data set')).toEqual([
        'loading true',
        'loading false',
        'lastRefreshedAt set',
      ])
      expect(await statuses(page)).toEqual([])
      expect(page.asked).toEqual(['GET /session'])
    })

    it('asks nothing without a token, required or not, unless forced', async () => {
      const page = await site.open(await site.serve(), '/open')
      const answers = await page.evaluate(async () => [
        (await contract.auth.getSession()) === undefined,
        (await contract.auth.getSession({ force: false })) === undefined,
      ])
      expect(answers).toEqual([true, true])
      expect(page.asked).toEqual([])
      await page.evaluate(() => contract.auth.getSession({ force: true }))
      expect(page.asked).toEqual(['GET /session'])
      expect(await known(page)).toMatchObject(nobody)
    })

    it('forgets a session that the backend refuses', async () => {
      const page = await signedInPage({})
      site.backend.rules.refuse.getSession = 401
      const answer = await page.evaluate(() => contract.auth.getSession())
      expect(answer ?? null).toBeNull()
      expect(await known(page)).toMatchObject({ ...nobody })
      expect(await cookie('auth.token')).toBeUndefined()
      expect(page.asked).toEqual(['GET /session'])
    })

    it('refreshes once after a 401 and asks again (where we differ)', async () => {
      const page = await signedInPage()
      await page.evaluate(() => contract.state.setToken('forged'))
      await page.evaluate(() => contract.auth.getSession())
      expect(await known(page)).toMatchObject({ status: 'authenticated', id: 'ada' })
      expect(site.backend.actions()).toEqual(['getSession', 'refresh', 'getSession'])
    })

    it.each([500, 503, 429])(
      'keeps the session where the backend answers %i (where we differ)',
      async (status) => {
        const page = await signedInPage()
        site.backend.rules.refuse.getSession = status
        await page.evaluate(() => contract.auth.getSession())
        expect(await known(page)).toMatchObject({
          status: 'authenticated',
          id: 'ada',
          loading: false,
        })
        expect(await cookie('auth.token')).toBeDefined()
      },
    )

    it('calls onUnauthenticated where a session is required and there is none', async () => {
      const page = await signedInPage({})
      site.backend.rules.refuse.getSession = 401
      const answer = await page.evaluate(() =>
        contract.auth.getSession({ required: true, onUnauthenticated: () => 'nobody here' }),
      )
      expect(answer).toBe('nobody here')
    })

    it('goes to the callback where a session is required and there is none', async () => {
      const page = await signedInPage({})
      site.backend.rules.refuse.getSession = 401
      await page.evaluate(() => {
        void contract.auth.getSession({ required: true, callbackUrl: '/unsaid' })
      })
      await page.waitForURL('**/unsaid')
    })

    it('asks once for callers at the same time (where we differ)', async () => {
      const page = await signedInPage()
      await page.evaluate(async () =>
        Promise.all(Array.from({ length: 10 }, async () => contract.auth.getSession())),
      )
      expect(page.asked).toEqual(['GET /session'])
    })
  })

  describe('refresh', () => {
    it('asks for the session alone where refreshing is off', async () => {
      const page = await signedInPage({})
      await page.evaluate(() => contract.auth.refresh())
      expect(site.backend.actions()).toEqual(['getSession'])
    })

    it.each([
      ['rotating', rotating],
      ['keeping the refresh token', refreshing],
    ])('changes state in the order of the original, %s', async (_, settings) => {
      site.backend.rules.rotates = settings === rotating
      const page = await signedInPage(settings)
      const before = await known(page)
      await page.evaluate(() => contract.auth.refresh())
      const isOther = (line: string): boolean => !/^(?:data|raw\w+) set$/.test(line)
      expect((await changes(page)).filter(isOther)).toEqual([
        'loading true',
        'loading false',
        'lastRefreshedAt set',
        'loading true',
        'loading false',
        'lastRefreshedAt set',
      ])
      const after = await known(page)
      // Whoever sees the new access token finds the refresh token that belongs to it.
      const pairs = await page.evaluate(() => contract.pairs)
      const withToken = pairs.find(([token]) => `Bearer ${token}` === after['token'])
      expect(withToken?.[1]).toBe(after['refreshToken'])
      expect(after['token']).not.toBe(before['token'])
      expect(after['refreshToken'] === before['refreshToken']).toBe(settings === refreshing)
      expect(site.backend.actions()).toEqual(['refresh', 'getSession'])
      expect(await statuses(page)).toEqual([])
      expect(site.backend.requests[0]).toMatchObject({
        method: 'POST',
        body: { refreshToken: before['refreshToken'] },
        headers: { authorization: before['token'] },
      })
    })

    it('refreshes once for callers at the same time (where we differ)', async () => {
      const page = await signedInPage()
      const held = site.backend.hold('refresh')
      const all = page.evaluate(async () =>
        Promise.all(Array.from({ length: 10 }, async () => contract.auth.refresh())),
      )
      await held.waiting()
      held.release()
      await all
      expect(site.backend.countOf('refresh')).toBe(1)
      expect(site.backend.reuses()).toBe(0)
    })

    it('rejects and forgets the session where the backend refuses it (where we differ)', async () => {
      const page = await signedInPage()
      site.backend.rules.refuse.refresh = 401
      const status = await page.evaluate(async () =>
        contract.auth.refresh().then(
          () => undefined,
          (error: { statusCode: number }) => error.statusCode,
        ),
      )
      expect(status).toBe(401)
      expect(await known(page)).toMatchObject(nobody)
      expect(await cookie('auth.token')).toBeUndefined()
      expect(await cookie('auth.refresh-token')).toBeUndefined()
    })

    it('rejects and keeps all where the backend fails', async () => {
      const page = await signedInPage()
      const before = await known(page)
      site.backend.rules.refuse.refresh = 503
      const status = await page.evaluate(async () =>
        contract.auth.refresh().then(
          () => undefined,
          (error: { statusCode: number }) => error.statusCode,
        ),
      )
      expect(status).toBe(503)
      expect(await known(page)).toEqual(before)
    })

    it('sends nothing for somebody who is not signed in (where we differ)', async () => {
      const page = await site.open(await site.serve(rotating), '/open')
      await page.evaluate(async () => contract.auth.refresh().catch(() => undefined))
      expect(site.backend.requests).toEqual([])
      expect(page.asked.filter((request) => !request.startsWith('own'))).toEqual([])
    })
  })

  describe('signOut', () => {
    it('forgets in the order of the original before it asks', async () => {
      const page = await signedInPage()
      const before = await known(page)
      const held = site.backend.hold('signOut')
      const done = page.evaluate(() => contract.auth.signOut({ redirect: false }))
      await held.waiting()
      expect(await known(page)).toMatchObject({ ...nobody, loading: true })
      held.release()
      expect(await done).toEqual({ signedOut: true })
      expect((await changes(page)).filter((line) => !line.startsWith('loading'))).toEqual([
        'data null',
        'rawToken null',
        'rawRefreshToken null',
      ])
      expect(site.backend.requests).toMatchObject([
        {
          method: 'POST',
          path: '/api/logout',
          headers: { authorization: before['token'] },
          body: { refreshToken: before['refreshToken'] },
        },
      ])
      expect(await cookie('auth.token')).toBeUndefined()
      expect(await cookie('auth.refresh-token')).toBeUndefined()
    })

    it('sends the refresh token only where refreshing is on', async () => {
      const page = await signedInPage({})
      await page.evaluate(() => contract.auth.signOut({ redirect: false }))
      expect(site.backend.requests[0]?.body).toBeUndefined()
    })

    it('sends no header where there is no token (the original sends "null")', async () => {
      const page = await site.open(await site.serve(), '/open')
      await page.evaluate(async () => contract.auth.signOut({ redirect: false }))
      expect(site.backend.requests[0]?.headers.authorization).toBeUndefined()
    })

    it.each(['refuse', 'cut'] as const)(
      'signs out, and goes on, where the backend does not answer: %s (where we differ)',
      async (fault) => {
        const page = await signedInPage()
        if (fault === 'refuse') site.backend.rules.refuse.signOut = 500
        else site.backend.rules.cut.signOut = true
        await page.evaluate(() => contract.auth.signOut({ callbackUrl: '/unsaid' }))
        await page.waitForURL('**/unsaid')
        expect(await known(page)).toMatchObject(nobody)
        await page.reload({ waitUntil: 'networkidle' })
        expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
      },
    )
  })

  describe('useAuthState', () => {
    it('changes the token alone with setToken', async () => {
      const server = await site.serve()
      const page = await site.open(server, '/open')
      const { token } = site.backend.issue('ada')
      await page.evaluate((value) => contract.state.setToken(value), token)
      expect(await cookie('auth.token')).toBe(token)
      expect(await known(page)).toMatchObject({
        status: 'unauthenticated',
        token: `Bearer ${token}`,
      })
      expect(page.asked).toEqual([])
      await page.evaluate(() => contract.auth.getSession())
      expect(await known(page)).toMatchObject({ status: 'authenticated', id: 'ada' })
    })

    it('clears both tokens with clearToken, as the documents say', async () => {
      const page = await signedInPage()
      await page.evaluate(() => contract.state.clearToken())
      expect(await known(page)).toMatchObject({ token: null, refreshToken: null, id: 'ada' })
      expect(await cookie('auth.token')).toBeUndefined()
      expect(await cookie('auth.refresh-token')).toBeUndefined()
    })

    it('takes values for its raw tokens', async () => {
      const page = await site.open(await site.serve(rotating), '/open')
      const { token, refreshToken } = site.backend.issue('ada')
      await page.evaluate(
        ([access, refresh]) => {
          contract.state.rawToken.value = access
          contract.state.rawRefreshToken.value = refresh
        },
        [token, refreshToken] as const,
      )
      expect(await cookie('auth.token')).toBe(token)
      expect(await cookie('auth.refresh-token')).toBe(refreshToken)
      await page.evaluate(() => contract.auth.getSession())
      expect(await known(page)).toMatchObject({ status: 'authenticated', refreshToken })
    })
  })

  describe('by itself', () => {
    it('asks nothing after a page that brought the session', async () => {
      const page = await signedInPage()
      expect(page.asked).toEqual([])
      expect(await changes(page)).toEqual([])
      const isDate = await page.evaluate(() => contract.auth.lastRefreshedAt.value instanceof Date)
      expect(isDate).toBe(true)
    })

    it('asks when the tab becomes visible, refreshes only if need be (where we differ), and only if somebody is signed in', async () => {
      await canSkipTime(site.context)
      const page = await signedInPage()
      await page.evaluate(() => skipTime(10_000))
      await focus(page)
      await expect.poll(() => site.backend.actions()).toEqual(['getSession'])
      await site.context.clearCookies()
      const other = await site.open(await site.serve(rotating), '/open')
      site.backend.requests.length = 0
      await other.evaluate(() => skipTime(10_000))
      await focus(other)
      await other.waitForTimeout(300)
      expect(site.backend.requests).toEqual([])
      expect(other.asked).toEqual([])
    })

    it('does nothing when the tab becomes visible if told so', async () => {
      await canSkipTime(site.context)
      const page = await signedInPage({
        ...rotating,
        sessionRefresh: { enableOnWindowFocus: false },
      })
      await page.evaluate(() => skipTime(10_000))
      await focus(page)
      await page.waitForTimeout(300)
      expect(site.backend.requests).toEqual([])
    })

    it('asks every so many milliseconds, one at a time (where we differ), while somebody is signed in', async () => {
      const page = await signedInPage({ ...rotating, sessionRefresh: { enablePeriodically: 100 } })
      await expect.poll(() => site.backend.countOf('getSession')).toBeGreaterThan(2)
      const held = site.backend.hold('getSession')
      await held.waiting()
      const { length } = site.backend.requests
      await page.waitForTimeout(500)
      expect(site.backend.requests.length).toBe(length)
      held.release()
      await page.evaluate(() => contract.auth.signOut({ redirect: false }))
      const count = site.backend.requests.length
      await page.waitForTimeout(400)
      expect(site.backend.requests.length).toBe(count)
      expect(page.observed.complaints).toEqual([])
    })

    it('asks every second with enablePeriodically: true', async () => {
      await signedInPage({ ...rotating, sessionRefresh: { enablePeriodically: true } })
      await expect.poll(() => site.backend.countOf('getSession'), { timeout: 4000 }).toBe(2)
    })

    it('goes on where asking periodically fails, without an unhandled rejection', async () => {
      const page = await signedInPage({ ...rotating, sessionRefresh: { enablePeriodically: 100 } })
      site.backend.rules.refuse.getSession = 503
      await expect.poll(() => site.backend.countOf('getSession')).toBeGreaterThan(2)
      expect(await known(page)).toMatchObject({ status: 'authenticated' })
      site.backend.rules.refuse = {}
      await expect.poll(() => site.backend.requests.at(-1)?.status).toBe(200)
      expect(await known(page)).toMatchObject({ status: 'authenticated' })
      const uncaught = page.observed.complaints.filter((text) => !text.includes('503'))
      expect(uncaught).toEqual([])
    })

    it('refreshes before the access token ends (where we differ)', async () => {
      const server = await site.serve(rotating)
      site.backend.rules.accessLife = 4
      await site.signedIn(server)
      const page = await site.open(server, '/open')
      await expect.poll(() => site.backend.countOf('refresh'), { timeout: 8000 }).toBe(1)
      expect(await known(page)).toMatchObject({ status: 'authenticated' })
      const refused = site.backend.requests.filter(({ status }) => status === 401)
      expect(refused).toEqual([])
    })

    it('refreshes on a load with the refresh token alone, on the server and in a browser', async () => {
      for (const disableServerSideAuth of [false, true]) {
        const server = await site.serve({ ...rotating, disableServerSideAuth })
        await site.signedIn(server)
        await site.context.clearCookies({ name: 'auth.token' })
        site.backend.requests.length = 0
        const page = await site.open(server, '/open')
        expect(await textOf(page, 'user-name', 'ada')).toBe('ada')
        expect(site.backend.actions()).toEqual(['refresh', 'getSession'])
        expect(page.observed.complaints).toEqual([])
      }
    })

    it('refreshes nothing on a load while the access token is good (where we differ)', async () => {
      const server = await site.serve(rotating)
      await site.signedIn(server)
      await site.open(server, '/open')
      expect(site.backend.actions()).toEqual(['getSession'])
    })

    it('ends a session on a load whose refresh token is refused', async () => {
      const server = await site.serve(rotating)
      await site.signedIn(server, 'ada', 0)
      site.backend.rules.refuse.refresh = 401
      const page = await site.open(server, '/open')
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
      expect(await cookie('auth.token')).toBeUndefined()
      expect(await cookie('auth.refresh-token')).toBeUndefined()
    })
  })

  describe('requests of the application', () => {
    it('carry the token to the backend, refresh and try again after a 401, and only there', async () => {
      const page = await signedInPage()
      const fetchOf = async (url: string): Promise<string> => {
        const path = `/fetching?url=${encodeURIComponent(url)}`
        await page.evaluate(async (to) => contract.router.push(to), path)
        const text = await page.getByTestId('fetched').textContent()
        await page.evaluate(async () => contract.router.push('/open'))
        return text ?? ''
      }
      const url = `${site.backend.base}/me`
      expect(await fetchOf(url)).toBe('ada')
      await page.evaluate(() => contract.state.setToken('forged'))
      expect(await fetchOf(`${url}?2`)).toBe('ada')
      expect(site.backend.countOf('refresh')).toBe(1)
      expect(await fetchOf(url.replace('localhost', '127.0.0.1'))).toBe('401')
      const last = site.backend.requests.at(-1)
      expect(last?.headers.host).toMatch(/^127/)
      expect(last?.headers.authorization).toBeUndefined()
    })

    it('run within useAuthFetch on the server, and are not repeated in the browser', async () => {
      const server = await site.serve(rotating)
      await site.signedIn(server)
      for (const url of ['/api/inner/me', `${site.backend.base}/me`]) {
        const page = await site.open(server, `/fetching?url=${encodeURIComponent(url)}`)
        expect(await textOf(page, 'fetched', 'ada')).toBe('ada')
        expect(page.asked).toEqual([])
        expect(page.observed.complaints).toEqual([])
      }
      expect(site.backend.countOf('me')).toBe(2)
    })
  })
})
