/**
 * Every way in which Nuxt makes a page: who is signed in is in the HTML or comes after hydration, nothing
 * mismatches, nothing is asked twice, and nobody's tokens or name are in what others may see.
 */
import { describe, expect, it } from 'vitest'
import {
  asCookies,
  nuxtVersions,
  render,
  rotating,
  setCookie,
  type Settings,
  visitContract,
} from '../src/nuxt-contract.ts'
import { textOf } from '../src/visitor.ts'

const cases = [
  ...nuxtVersions.map((version) => ({ version, variant: 'local' as const })),
  { version: 4 as const, variant: 'hidden' as const },
]

/** Pages made for one person, and those for everybody. */
const personal = ['/open', '/protected', '/server-too']
const shared = ['/swr', '/isr', '/shared', '/prerendered']
const unread = ['/browser-only', '/spa']

describe.each(cases)('$variant on Nuxt $version', ({ version, variant }) => {
  const site = visitContract(version, variant)
  const settings: Settings = variant === 'hidden' ? {} : rotating

  it.each(personal)('%s shows who is signed in without a request of the browser', async (path) => {
    const server = await site.serve(settings)
    const tokens = await site.signedIn(server)
    const page = await site.open(server, path)
    expect(await textOf(page, 'user-name', 'ada')).toBe('ada')
    expect(page.asked).toEqual([])
    expect(page.observed.complaints).toEqual([])
    expect(site.backend.actions()).toEqual(['getSession'])
    const { html, cacheControl } = await render(server, path, asCookies(tokens))
    expect(html).toContain('ada')
    expect(html).not.toContain(tokens.token)
    expect(html).not.toContain(tokens.refreshToken)
    expect(cacheControl).toMatch(/no-store/)
  })

  it.each([...shared, ...unread, '/prerendered-protected', '/spa-protected'])(
    '%s is the same for everybody, and knows who is signed in once it has hydrated',
    async (path) => {
      const server = await site.serve(settings)
      const tokens = await site.signedIn(server)
      for (const _ of [1, 2]) {
        const { html, cookies, status } = await render(server, path, asCookies(tokens))
        expect(status).toBe(200)
        expect(html).not.toMatch(/>ada<|"ada"/)
        expect(html).not.toContain(tokens.token)
        expect(html).not.toContain(tokens.refreshToken)
        expect(cookies).toEqual([])
      }
      expect(site.backend.requests).toEqual([])
      const page = await site.open(server, path)
      expect(await textOf(page, 'user-name', 'ada')).toBe('ada')
      expect(page.observed.complaints).toEqual([])
      expect(site.backend.actions()).toEqual(['getSession'])
      expect(page.asked).toHaveLength(1)
    },
  )

  it.each([...personal.filter((path) => path !== '/protected'), ...shared, ...unread])(
    '%s asks for nothing for a stranger',
    async (path) => {
      const server = await site.serve(settings)
      const page = await site.open(server, path)
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
      expect(page.observed.complaints).toEqual([])
      expect(site.backend.requests).toEqual([])
      // Where scripts cannot read cookies, only the server can tell that there is none.
      const mayAsk = variant === 'hidden' && !personal.includes(path)
      expect(page.asked.length).toBeLessThanOrEqual(mayAsk ? 1 : 0)
    },
  )

  it.each(['/prerendered-protected', '/spa-protected'])(
    '%s leads a stranger to sign-in once it is there, without a mismatch',
    async (path) => {
      const server = await site.serve(settings)
      const page = await site.open(server, path)
      await page.waitForURL('**/login?redirect=**')
      expect(page.observed.complaints).toEqual([])
    },
  )

  it('leaves nothing of a person in a page that a cache keeps', async () => {
    const server = await site.serve(settings)
    const tokens = site.backend.issue('ada')
    for (const path of shared) {
      const first = await render(server, path, asCookies(tokens))
      expect(first.text('user-name')).toBe('nobody')
      const next = await render(server, path)
      expect(next.text('user-name')).toBe('nobody')
      expect([...first.cookies, ...next.cookies]).toEqual([])
    }
    expect(site.backend.requests).toEqual([])
  })

  it('leaves no cookie of a refresh in a page that a cache keeps', async () => {
    const server = await site.serve(settings)
    const tokens = site.backend.issue('ada', 0)
    for (const path of shared) {
      expect((await render(server, path, asCookies(tokens))).cookies).toEqual([])
    }
    expect(site.backend.countOf('refresh')).toBe(0)
  })

  it('puts no token into the page after a refresh, a sign-in, or an error', async () => {
    const server = await site.serve(settings)
    const ended = site.backend.issue('ada', 0)
    for (const [path, cookies] of [
      ['/open', asCookies(ended)],
      ['/on-server?act=signIn', {}],
      ['/nope', asCookies(site.backend.issue('ada'))],
    ] as const) {
      const page = await render(server, path, cookies)
      const secrets = [...page.cookies, ...Object.values(cookies)].map(
        (cookie) => /(?:=|^)((?:refresh-|eyJ)[^;]+)/.exec(cookie)?.[1] ?? 'nothing secret',
      )
      expect(secrets.length).toBeGreaterThan(0)
      for (const secret of secrets) expect(page.html).not.toContain(secret)
    }
  })

  it('leaves every page to the browser with disableServerSideAuth, but for one that says otherwise', async () => {
    const server = await site.serve({ ...settings, disableServerSideAuth: true })
    const tokens = await site.signedIn(server)
    const rendered = await render(server, '/open', asCookies(tokens))
    expect(rendered.text('status')).toBe('loading')
    expect(rendered.html).not.toContain(tokens.token)
    expect(site.backend.requests).toEqual([])
    const page = await site.open(server, '/open')
    expect(await textOf(page, 'user-name', 'ada')).toBe('ada')
    expect(page.observed.complaints).toEqual([])
    expect(page.asked).toHaveLength(1)
    const other = await render(server, '/server-too', asCookies(tokens))
    expect(other.text('user-name')).toBe('ada')
  })

  it('reads nobody on a page whose route says disableServerSideAuth, and refreshes nothing there', async () => {
    const server = await site.serve(settings)
    const page = await render(server, '/browser-only', asCookies(site.backend.issue('ada', 0)))
    expect(page.text('status')).toBe('loading')
    expect(page.cookies).toEqual([])
    expect(site.backend.requests).toEqual([])
  })

  it('makes a page although the backend is away or slow to fail', async () => {
    const server = await site.serve(settings)
    const tokens = asCookies(site.backend.issue('ada'))
    for (const fault of [{ cut: { getSession: true } }, { refuse: { getSession: 500 } }]) {
      Object.assign(site.backend.rules, { cut: {}, refuse: {} }, fault)
      const page = await render(server, '/open', tokens)
      expect(page.status).toBe(200)
      expect(setCookie(page, 'auth.token')).toEqual([])
    }
  })

  it('asks for the session at most once for a page that does not exist and once for its error page', async () => {
    const server = await site.serve(settings)
    const tokens = asCookies(site.backend.issue('ada'))
    const page = await render(server, '/nope', tokens)
    expect(page.status).toBe(404)
    // Nuxt renders the error page by a request of its own.
    expect(site.backend.countOf('getSession')).toBeLessThanOrEqual(2)
  })

  it('keeps what a refresh gave on a page that does not exist', async () => {
    const server = await site.serve(settings)
    const renewed = await render(server, '/nope', asCookies(site.backend.issue('ada', 0)))
    expect(renewed.status).toBe(404)
    for (const name of ['auth.token', 'auth.refresh-token']) {
      expect(setCookie(renewed, name)).toHaveLength(1)
    }
    expect(site.backend.countOf('refresh')).toBe(1)
    expect(site.backend.reuses()).toBe(0)
  })

  it('hands the state to the browser under the names of the original, without tokens', async () => {
    const server = await site.serve(settings)
    await site.signedIn(server)
    const page = await site.open(server, '/open')
    const state = await page.evaluate(() => contract.payload.state)
    const names = Object.keys(state).map((name) => name.replace(/^\$s/, ''))
    expect(names).toEqual(
      expect.arrayContaining(['auth:data', 'auth:lastRefreshedAt', 'auth:loading']),
    )
    expect(names).not.toContain('auth:raw-token')
    expect(names).not.toContain('auth:raw-refresh-token')
    expect(state['$sauth:data']).toMatchObject({ id: 'ada' })
  })
})
