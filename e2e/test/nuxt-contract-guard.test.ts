/**
 * Which pages open for whom, and where everybody else is led: by address and by link, on a server and in a
 * browser.
 */
import { describe, expect, it } from 'vitest'
import {
  asCookies,
  type ContractPage,
  nuxtVersions,
  render,
  rotating,
  type Settings,
  visitContract,
} from '../src/nuxt-contract.ts'
import { textOf } from '../src/visitor.ts'

const everyPage: Settings = { globalAppMiddleware: { isEnabled: true } }
const ada = { username: 'ada', password: 'hunter2' }

/** Page, who asks for it, and where that ends. */
const journeys = [
  ['/open', 'stranger', '/open'],
  ['/open', 'ada', '/open'],
  ['/unsaid', 'stranger', '/unsaid'],
  ['/protected', 'stranger', '/login?redirect=/protected'],
  ['/protected?a=1&b=2', 'stranger', '/login?redirect=/protected?a=1%26b=2'],
  ['/protected', 'ada', '/protected'],
  ['/named', 'stranger', '/login?redirect=/named'],
  ['/named', 'ada', '/named'],
  ['/family/child', 'stranger', '/login?redirect=/family/child'],
  ['/family/child', 'ada', '/family/child'],
  ['/guest', 'stranger', '/guest'],
  ['/guest', 'ada', '/'],
  ['/guest-elsewhere', 'ada', '/open?from=guest#there'],
  ['/members', 'stranger', '/join?why=members#form'],
  ['/members', 'ada', '/members'],
  ['/join', 'stranger', '/join'],
  ['/login', 'stranger', '/login'],
  ['/login', 'ada', '/'],
  ['/admin', 'stranger', '/login?redirect=/admin'],
  ['/admin', 'ada', 'error 403'],
  ['/admin', 'admin', '/admin'],
  ['/ada', 'ada', '/ada'],
  ['/ada', 'admin', 'error 403'],
  ['/nope', 'stranger', 'error 404'],
  ['/nope', 'ada', 'error 404'],
] as const

/** Where a link leads; `refused` is the error page. */
async function follow(page: ContractPage, path: string): Promise<string> {
  await page.evaluate(async (to) => contract.router.push(to).catch(() => undefined), path)
  const { pathname, search, hash } = new URL(page.url())
  const error = page.getByTestId('error')
  if (await error.isVisible()) return `error ${await error.textContent()}`
  return `${pathname}${search}${hash}`
}

describe.each(nuxtVersions)('pages of local on Nuxt %i', (version) => {
  const site = visitContract(version)

  it.each(journeys)('%s for %s ends at %s by address', async (path, who, end) => {
    const server = await site.serve()
    const cookies = who === 'stranger' ? {} : asCookies(site.backend.issue(who))
    const page = await render(server, path, cookies)
    const error = /error (\d+)/.exec(end)?.[1]
    if (error !== undefined) expect(page.status).toBe(Number(error))
    else if (end === path) expect(page.status).toBe(200)
    else {
      expect(page.status).toBe(302)
      expect(decodeURI(page.location ?? '')).toBe(decodeURI(end))
    }
  })

  it.each(['stranger', 'ada', 'admin'])('leads %s by link where the address does', async (who) => {
    const server = await site.serve()
    if (who !== 'stranger') await site.signedIn(server, who)
    const own = journeys.filter(([, person]) => person === who)
    const page = await site.open(server, '/open')
    const ends: [string, string][] = []
    for (const [path] of own) {
      ends.push([path, decodeURI(await follow(page, path))])
      await page.evaluate(() => contract.leave())
    }
    expect(ends).toEqual(own.map(([path, , end]) => [path, decodeURI(end)]))
    // A navigation asks nothing: who is there is known.
    expect(page.asked).toEqual([])
  })

  it('shows a page for guests where the rule has no unauthenticatedOnly only to whom the original would not lock out', async () => {
    // Where we differ: the original takes `auth: {}` for guests only; here it protects.
    const page = await render(await site.serve(), '/empty-rule')
    expect(page.status).toBe(302)
  })

  it('protects a page with its children that say nothing, and lets one out that says so', async () => {
    const server = await site.serve()
    expect((await render(server, '/family')).status).toBe(302)
    expect((await render(server, '/family/open-child')).status).toBe(200)
  })

  describe('every page guarded', () => {
    it.each([
      ['/unsaid', 302],
      ['/open', 200],
      ['/login', 200],
      ['/nope', 404],
    ])('answers a stranger at %s with %i', async (path, status) => {
      expect((await render(await site.serve(everyPage), path)).status).toBe(status)
    })

    it('asks strangers to sign in also where there is no page, if told so', async () => {
      const server = await site.serve({
        globalAppMiddleware: { isEnabled: true, allow404WithoutAuth: false },
      })
      const page = await render(server, '/nope')
      expect([page.status, page.location]).toEqual([302, '/login?redirect=/nope'])
    })

    it.each([
      [true, '/login?redirect=/unsaid?a=1'],
      [false, '/login'],
      ['/open', '/login?redirect=/open'],
    ])(
      'leads to sign-in with addDefaultCallbackUrl: %s',
      async (addDefaultCallbackUrl, location) => {
        const server = await site.serve({
          globalAppMiddleware: { isEnabled: true, addDefaultCallbackUrl },
        })
        expect((await render(server, '/unsaid?a=1')).location).toBe(location)
      },
    )
  })

  it('leads to a sign-in page elsewhere', async () => {
    const server = await site.serve({
      provider: { pages: { login: 'https://sso.example/login?client=1' } },
    })
    const page = await render(server, '/protected')
    expect(page.status).toBe(302)
    expect(page.location).toMatch(/^https:\/\/sso\.example\/login\?client=1/)
  })

  it('never guards the sign-in page itself', async () => {
    const server = await site.serve({
      ...everyPage,
      provider: { pages: { login: '/unsaid' } },
    })
    expect((await render(server, '/unsaid')).status).toBe(200)
    expect((await render(server, '/protected')).location).toBe('/unsaid?redirect=/protected')
  })

  it('takes no header for a reason to open a page', async () => {
    const server = await site.serve()
    const page = await render(server, '/protected', {}, { 'x-nitro-prerender': '/protected' })
    expect(page.status).toBe(302)
  })

  it('leads on where the sign-in was asked for, with query and hash', async () => {
    const page = await site.open(await site.serve(), '/open')
    await follow(page, '/protected?a=1&b=2#end')
    expect(new URL(page.url()).pathname).toBe('/login')
    await page.evaluate((credentials) => contract.auth.signIn(credentials), ada)
    await page.waitForURL('**/protected?a=1&b=2#end')
  })

  describe('the callback of a sign-in', () => {
    it.each<[string, Settings, object, string]>([
      ['/login?redirect=/protected', {}, {}, '/protected'],
      ['/login', {}, { callbackUrl: '/named?a=1#b' }, '/named?a=1#b'],
      ['/login?redirect=/named', {}, { callbackUrl: '/unsaid' }, '/unsaid'],
      ['/login?redirect=/named', {}, { redirect: false }, '/login?redirect=/named'],
      // The original rejects in these: a callback of another origin, or its own inferred one.
      ['/open', { globalAppMiddleware: { isEnabled: true } }, {}, '/open'],
      ['/open', {}, {}, '/open'],
      [
        '/open',
        { globalAppMiddleware: { isEnabled: true, addDefaultCallbackUrl: '/unsaid' } },
        {},
        '/unsaid',
      ],
      ['/login?redirect=https://evil.example/', {}, {}, '/'],
      ['/login?redirect=//evil.example/', {}, {}, '/'],
      ['/login?redirect=/%5Cevil.example/', {}, {}, '/'],
      ['/login?redirect=javascript:alert(1)', {}, {}, '/'],
      ['/login?redirect=/protected&redirect=//evil.example', {}, {}, '/protected'],
      ['/login', {}, { callbackUrl: 'https://evil.example/' }, '/'],
    ])('at %s with %j, %j, is %s', async (path, settings, options, end) => {
      const server = await site.serve(settings)
      const page = await site.open(server, path)
      await page.evaluate(
        async ([credentials, more]) =>
          contract.auth.signIn(credentials, more).catch((error: unknown) => String(error)),
        [ada, options] as const,
      )
      await expect.poll(() => page.evaluate(() => contract.auth.status.value)).toBe('authenticated')
      await page.waitForTimeout(100)
      expect(page.url()).toBe(`${server.url}${end}`)
    })

    it('is elsewhere only with external: true', async () => {
      const server = await site.serve()
      const page = await site.open(server, '/open')
      await page.evaluate(
        ([credentials, callbackUrl]) => {
          void contract.auth.signIn(credentials, { callbackUrl, external: true })
        },
        [ada, `${site.backend.url}/elsewhere`] as const,
      )
      await page.waitForURL(`${site.backend.url}/elsewhere`)
    })

    it('does not reject with the defaults, and neither does a sign-out (the original does)', async () => {
      const page = await site.open(await site.serve(), '/open')
      const said = await page.evaluate(async (credentials) => {
        const outcome = async (promise: Promise<unknown>): Promise<string> =>
          promise.then(
            () => 'done',
            (error: unknown) => String(error),
          )
        return [
          await outcome(contract.auth.signIn(credentials)),
          await outcome(contract.auth.signOut()),
        ]
      }, ada)
      expect(said).toEqual(['done', 'done'])
    })
  })

  describe('the callback of a sign-out', () => {
    it.each<[object | undefined, string]>([
      [undefined, '/unsaid?a=1'],
      [{ callbackUrl: '/open' }, '/open'],
      [{ redirect: false }, '/unsaid?a=1'],
    ])('with %j is %s', async (options, end) => {
      const server = await site.serve()
      await site.signedIn(server)
      const page = await site.open(server, '/unsaid?a=1')
      await page.evaluate((given) => contract.auth.signOut(given), options)
      await page.waitForTimeout(200)
      expect(page.url()).toBe(`${server.url}${end}`)
    })

    it('leaves a protected page', async () => {
      const server = await site.serve()
      await site.signedIn(server)
      const page = await site.open(server, '/protected')
      await page.evaluate(() => {
        void contract.auth.signOut({ callbackUrl: '/open' })
      })
      await page.waitForURL(`${server.url}/open`)
      expect(await textOf(page, 'page', 'open')).toBe('open')
    })
  })

  describe('in another language, by $localePath', () => {
    it('leads to sign-in in that language, by address and by link, and back', async () => {
      const server = await site.serve(everyPage)
      const page = await render(server, '/de/protected?a=1')
      expect([page.status, page.location]).toEqual([302, '/de/login?redirect=/de/protected?a=1'])
      expect((await render(server, '/de/login')).status).toBe(200)
      const visit = await site.open(server, '/de/open')
      expect(await follow(visit, '/de/protected')).toBe('/de/login?redirect=/de/protected')
      await visit.evaluate((credentials) => contract.auth.signIn(credentials), ada)
      await visit.waitForURL(`${server.url}/de/protected`)
    })
  })

  describe('below /app/', () => {
    const below = { NUXT_APP_BASE_URL: '/app/' }

    it('leads to sign-in there, and back', async () => {
      const server = await site.serve({}, below)
      const page = await render(server, '/app/protected')
      expect([page.status, page.location]).toEqual([302, '/app/login?redirect=/protected'])
      expect((await render(server, '/app/nope')).status).toBe(404)
      const visit = await site.open(server, '/app/login?redirect=/protected')
      await visit.evaluate((credentials) => contract.auth.signIn(credentials), ada)
      await visit.waitForURL(`${server.url}/app/protected`)
    })

    it.each([
      ['/named', '/app/named'],
      ['/app/named', '/app/named'],
    ])('takes the callback %s for %s', async (callbackUrl, end) => {
      const server = await site.serve({}, below)
      const page = await site.open(server, '/app/open')
      await page.evaluate(
        ([credentials, to]) => contract.auth.signIn(credentials, { callbackUrl: to }),
        [ada, callbackUrl] as const,
      )
      await page.waitForURL(`${server.url}${end}`)
    })
  })

  it('does not lead a signed-in person to sign-in while the session is asked for again', async () => {
    const server = await site.serve(rotating)
    await site.signedIn(server)
    const page = await site.open(server, '/open')
    const held = site.backend.hold('getSession')
    await page.evaluate(() => {
      void contract.auth.getSession()
    })
    await held.waiting()
    expect(await follow(page, '/protected')).toBe('/protected')
    expect(await follow(page, '/named')).toBe('/named')
    expect(await follow(page, '/guest')).toBe('/')
    held.release()
    await expect.poll(() => page.evaluate(() => contract.state.loading.value)).toBe(false)
    expect(await page.evaluate(() => contract.auth.status.value)).toBe('authenticated')
  })

  it('leads nobody to sign-in whose session could not be asked for', async () => {
    const server = await site.serve(rotating)
    site.backend.rules.cut.getSession = true
    const tokens = asCookies(site.backend.issue('ada'))
    const page = await render(server, '/protected', tokens)
    expect(page.status).toBe(503)
    expect(page.html).not.toContain('data-testid="page">protected<')
    expect((await render(server, '/open', tokens)).status).toBe(200)
  })
})
