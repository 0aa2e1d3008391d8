/**
 * Tokens that scripts cannot read: the application's server speaks to the backend, and everything works as
 * it does otherwise. In the original they were lost, or stayed after a sign-out.
 */
import { describe, expect, it } from 'vitest'
import { render, setCookie, visitContract } from '../src/nuxt-contract.ts'
import { textOf } from '../src/visitor.ts'

const ada = { username: 'ada', password: 'hunter2' }

describe('httpOnlyCookieAttribute', () => {
  const site = visitContract(4, 'hidden')

  it('signs in, refreshes and signs out through the server, and no script sees a token', async () => {
    const server = await site.serve()
    const page = await site.open(server, '/open')
    const bodies: string[] = []
    page.on('response', async (response) => {
      if (response.url().includes('/api/')) bodies.push(await response.text().catch(() => ''))
    })
    const signedIn = await page.evaluate(
      async (credentials) => contract.auth.signIn(credentials, { redirect: false }),
      ada,
    )
    expect(JSON.stringify(signedIn) ?? '').not.toMatch(/eyJ|refresh-/)
    expect(await textOf(page, 'user-name', 'ada')).toBe('ada')
    expect(site.backend.actions()).toEqual(['signIn', 'getSession'])
    const cookies = await site.context.cookies()
    for (const name of ['auth.token', 'auth.refresh-token']) {
      const found = cookies.filter((cookie) => cookie.name === name)
      expect(found).toMatchObject([{ httpOnly: true, path: '/', sameSite: 'Lax' }])
    }
    expect(await page.evaluate(() => document.cookie)).not.toContain('auth.')

    await page.evaluate(() => contract.auth.refresh())
    expect(site.backend.countOf('refresh')).toBe(1)
    expect(
      await page.evaluate(() => [
        contract.auth.token.value,
        contract.auth.refreshToken.value,
        contract.state.rawToken.value,
      ]),
    ).toEqual([null, null, null])

    await page.evaluate(() => contract.auth.signOut({ redirect: false }))
    expect(site.backend.countOf('signOut')).toBe(1)
    expect(site.backend.requests.at(-1)?.headers.authorization).toMatch(/^Bearer eyJ/)
    expect((await site.context.cookies()).map(({ name }) => name)).toEqual([])
    expect(page.asked.every((request) => request.startsWith('own '))).toBe(true)
    for (const body of bodies) expect(body).not.toMatch(/eyJ|refresh-[\da-f]{8}/)
    expect(page.observed.complaints).toEqual([])
  })

  it('passes errors of the backend on as they are', async () => {
    const page = await site.open(await site.serve(), '/open')
    const error = await page.evaluate(
      async (credentials) =>
        contract.auth.signIn(credentials).then(
          () => undefined,
          ({ statusCode, data }: { statusCode: number; data: unknown }) => ({ statusCode, data }),
        ),
      { ...ada, password: 'wrong' },
    )
    expect(error).toEqual({ statusCode: 401, data: { error: 'credentials' } })
  })

  it('tells the browser nothing of how the backend is spoken to', async () => {
    const server = await site.serve({}, { NUXT_SOJOURN_PROVIDER_ENDPOINTS_SIGN_IN_PATH: '/inside' })
    site.backend.rules.paths.signIn = '/inside'
    const signedIn = await render(server, '/on-server?act=signIn')
    expect(signedIn.text('user-name')).toBe('ada')
    expect(signedIn.html).not.toContain('/inside')
  })

  it('carries the token in requests of the application through useAuthFetch on the server', async () => {
    const server = await site.serve()
    await site.signedIn(server)
    const url = `${site.backend.base}/me`
    const page = await site.open(server, `/fetching?url=${encodeURIComponent(url)}`)
    expect(await textOf(page, 'fetched', 'ada')).toBe('ada')
    expect(page.observed.complaints).toEqual([])
  })

  describe('the endpoints of the application', () => {
    const own = {
      'content-type': 'application/json',
      'x-sojourn': '1',
      'sec-fetch-site': 'same-origin',
    }
    const body = JSON.stringify({ data: ada })

    async function post(
      action: string,
      headers: Record<string, string>,
      text = body,
    ): Promise<Response> {
      const server = await site.serve()
      return fetch(`${server.url}/api/_auth/${action}`, { method: 'POST', headers, body: text })
    }

    it('answer the application', async () => {
      const response = await post('signIn', own)
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toMatch(/no-store/)
      expect(response.headers.getSetCookie()).toHaveLength(2)
      expect(await response.text()).not.toMatch(/eyJ|refresh-/)
    })

    it.each([
      ['another origin', { ...own, 'sec-fetch-site': 'cross-site' }],
      ['another site of the same domain', { ...own, 'sec-fetch-site': 'same-site' }],
      ['an address typed in', { ...own, 'sec-fetch-site': 'none' }],
      ['a request without the header', { ...own, 'x-sojourn': '' }],
      [
        'a form',
        { 'content-type': 'text/plain', 'sec-fetch-site': 'same-origin', 'x-sojourn': '1' },
      ],
      [
        'an old browser with another origin',
        { 'content-type': 'application/json', 'x-sojourn': '1', origin: 'https://evil.example' },
      ],
    ])('refuse %s', async (_, headers) => {
      const response = await post('signIn', headers)
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(response.headers.getSetCookie()).toEqual([])
      expect(site.backend.requests).toEqual([])
    })

    it('refuse what is too large, no JSON, or no action', async () => {
      const large = JSON.stringify({ data: { text: 'x'.repeat(70_000) } })
      for (const [action, text] of [
        ['signIn', large],
        ['signIn', '{'],
        ['__proto__', body],
        ['other', body],
      ] as const) {
        const response = await post(action, own, text)
        expect(response.status, `${action} ${text.slice(0, 5)}`).toBeGreaterThanOrEqual(400)
        expect(response.status).toBeLessThan(500)
      }
      expect(site.backend.requests).toEqual([])
    })

    it('refuse a refresh without a token with 401', async () => {
      expect((await post('refresh', own, '{}')).status).toBe(401)
      expect(site.backend.requests).toEqual([])
    })

    it('answer no GET', async () => {
      const server = await site.serve()
      const page = await render(server, '/api/_auth/getSession', {}, own)
      expect(page.status).toBeGreaterThanOrEqual(400)
    })
  })

  it('removes cookies that no script could remove, when the backend refuses them', async () => {
    const server = await site.serve()
    site.backend.rules.refuse.refresh = 401
    const { token, refreshToken } = site.backend.issue('ada', 0)
    const page = await render(server, '/open', {
      'auth.token': token,
      'auth.refresh-token': refreshToken,
    })
    for (const name of ['auth.token', 'auth.refresh-token']) {
      expect(setCookie(page, name)).toEqual([expect.stringMatching(/=;.*Max-Age=0/)])
    }
  })
})
