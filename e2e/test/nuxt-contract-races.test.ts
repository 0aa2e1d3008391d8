/**
 * Many at once, against a backend that ends a session when a refresh token is shown twice: tabs, pages made
 * on the server, and changes of mind.
 */
import { describe, expect, it } from 'vitest'
import {
  asCookies,
  canSkipTime,
  type ContractPage,
  nuxtVersions,
  render,
  rotating,
  visitContract,
  watchPage,
} from '../src/nuxt-contract.ts'
import type { RunningServer } from '../src/server.ts'
import { focus, hydrated, textOf } from '../src/visitor.ts'

// The clients are the same on both versions of Nuxt: the older one has its turn in the full run.
const versions = process.env['SOJOURN_FULL'] === '1' ? nuxtVersions : [4 as const]

const cases = [
  ...versions.map((version) => ({ version, variant: 'local' as const })),
  { version: 4 as const, variant: 'hidden' as const },
]

const everywhere = Array.from({ length: 5 }, () => 'authenticated')

describe.each(cases)('$variant on Nuxt $version', ({ version, variant }) => {
  const site = visitContract(version, variant)
  const serve = async (): Promise<RunningServer> => site.serve(variant === 'hidden' ? {} : rotating)

  /** So many tabs of one browser, all there. */
  async function openTabs(server: RunningServer, count: number): Promise<ContractPage[]> {
    return Promise.all(Array.from({ length: count }, async () => site.open(server, '/open')))
  }

  const knows = async (page: ContractPage): Promise<string> =>
    page.evaluate(() => contract.auth.status.value)

  it('100 pages of the server and 5 tabs with an ended access token: one refresh, 105 signed-in pages', async () => {
    const server = await serve()
    const tokens = await site.signedIn(server, 'ada', 0)
    const pages = Array.from({ length: 100 }, async () =>
      render(server, '/open', asCookies(tokens)),
    )
    const tabs = await openTabs(server, 5)
    const names = [
      ...(await Promise.all(pages)).map((page) => page.text('user-name')),
      ...(await Promise.all(tabs.map(async (tab) => textOf(tab, 'user-name', 'ada')))),
    ]
    expect(names).toEqual(Array.from({ length: 105 }, () => 'ada'))
    expect(site.backend.countOf('refresh')).toBe(1)
    expect(site.backend.reuses()).toBe(0)
    // Every tab goes on with what the one refresh gave.
    await Promise.all(tabs.map(async (tab) => tab.evaluate(() => contract.auth.getSession())))
    expect(await Promise.all(tabs.map(knows))).toEqual(everywhere)
    expect(site.backend.countOf('refresh')).toBe(1)
  })

  it('5 tabs whose access token ends while they are open: one refresh, all stay signed in', async () => {
    const server = await serve()
    await site.signedIn(server, 'ada', 6)
    const tabs = await openTabs(server, 5)
    // Of a token that scripts cannot read nobody knows there when it ends: the next question finds out.
    if (variant === 'hidden') {
      await tabs[0]?.waitForTimeout(6000)
      await Promise.all(tabs.map(async (tab) => tab.evaluate(() => contract.auth.getSession())))
    }
    await expect.poll(() => site.backend.countOf('refresh'), { timeout: 10_000 }).toBe(1)
    await tabs[0]?.waitForTimeout(1500)
    expect(await Promise.all(tabs.map(knows))).toEqual(everywhere)
    expect(site.backend.countOf('refresh')).toBe(1)
    expect(site.backend.reuses()).toBe(0)
    for (const tab of tabs) expect(tab.observed.complaints).toEqual([])
  })

  it('5 tabs that wake at once with an ended access token: one refresh, all stay signed in', async () => {
    const server = await serve()
    await canSkipTime(site.context)
    await site.signedIn(server, 'ada', 8)
    const tabs = await openTabs(server, 5)
    for (const tab of tabs) await tab.evaluate(() => setVisible(false))
    await tabs[0]?.waitForTimeout(8000)
    expect(site.backend.countOf('refresh')).toBe(0)
    const held = site.backend.hold('refresh')
    await Promise.all(tabs.map(async (tab) => tab.evaluate(() => setVisible(true))))
    await held.waiting()
    await tabs[0]?.waitForTimeout(500)
    held.release()
    await tabs[0]?.waitForTimeout(1000)
    expect(site.backend.countOf('refresh')).toBe(1)
    expect(site.backend.reuses()).toBe(0)
    expect(await Promise.all(tabs.map(knows))).toEqual(everywhere)
  })

  // A page that sees no token cannot say which one it wants to be replaced.
  it.skipIf(variant === 'hidden')(
    'a tab whose request for a refresh leaves after another has had its answer: one refresh',
    async () => {
      const server = await serve()
      await site.signedIn(server)
      const [first, second] = await openTabs(server, 2)
      const refresh = async (tab?: ContractPage): Promise<unknown> =>
        tab?.evaluate(async () => void (await contract.auth.refresh()))
      let leave = (): void => undefined
      const left = new Promise<void>((resolve) => (leave = resolve))
      await second?.route('**/api/_auth/refresh', async (route) => {
        await left
        await route.continue()
      })
      const wanted = second?.waitForRequest('**/api/_auth/refresh')
      const late = refresh(second)
      await wanted
      await refresh(first)
      leave()
      await late
      expect(site.backend.countOf('refresh')).toBe(1)
      expect(await second?.evaluate(() => contract.auth.token.value)).toBe(
        await first?.evaluate(() => contract.auth.token.value),
      )
    },
  )

  it('5 tabs that refresh at once because they are told to: one refresh', async () => {
    const server = await serve()
    await site.signedIn(server)
    const tabs = await openTabs(server, 5)
    const held = site.backend.hold('refresh')
    const all = tabs.map(async (tab) =>
      tab.evaluate(async () => void (await contract.auth.refresh())),
    )
    await held.waiting()
    await tabs[0]?.waitForTimeout(500)
    held.release()
    await Promise.all(all)
    expect(site.backend.reuses()).toBe(0)
    expect(site.backend.countOf('refresh')).toBe(1)
    expect(await Promise.all(tabs.map(knows))).toEqual(everywhere)
  })

  it('survives a backend whose answer to a refresh is lost, and asks again', async () => {
    const server = await serve()
    site.backend.rules.rotates = false
    const tokens = await site.signedIn(server, 'ada', 0)
    site.backend.rules.cut.refresh = true
    const page = await render(server, '/open', asCookies(tokens))
    expect(page.status).toBe(200)
    expect(page.cookies.filter((cookie) => /Max-Age=0/i.test(cookie))).toEqual([])
    site.backend.rules.cut = {}
    const again = await render(server, '/open', asCookies(tokens))
    expect(again.text('user-name')).toBe('ada')
  })

  it('signs out in every tab', async () => {
    const server = await serve()
    await site.signedIn(server)
    const [first, second] = await openTabs(server, 2)
    await first?.evaluate(() => contract.auth.signOut({ redirect: false }))
    expect(second && (await textOf(second, 'status', 'unauthenticated'))).toBe('unauthenticated')
    const tokens = await second?.evaluate(() => [
      contract.auth.token.value,
      contract.auth.refreshToken.value,
    ])
    expect(tokens).toEqual([null, null])
    expect(site.backend.countOf('signOut')).toBe(1)
  })

  it('signs in in every tab', async () => {
    const server = await serve()
    const [first, second] = await openTabs(server, 2)
    await first?.evaluate(() =>
      contract.auth.signIn({ username: 'ada', password: 'hunter2' }, { redirect: false }),
    )
    expect(second && (await textOf(second, 'user-name', 'ada'))).toBe('ada')
  })

  it('stays signed out that signs out while a refresh is under way', async () => {
    const server = await serve()
    await site.signedIn(server)
    const [page, other] = await openTabs(server, 2)
    if (!page || !other) throw new Error('There are two tabs.')
    const held = site.backend.hold('refresh')
    await page.evaluate(() => {
      void contract.auth.refresh().catch(() => undefined)
    })
    await held.waiting()
    const signedOut = page.evaluate(async () => {
      const done = contract.auth.signOut({ redirect: false })
      const { value } = contract.auth.status
      await done.catch(() => undefined)
      return value
    })
    await page.waitForTimeout(300)
    held.release()
    expect(await signedOut).toBe('unauthenticated')
    await page.waitForTimeout(500)
    for (const tab of [page, other]) expect(await knows(tab)).toBe('unauthenticated')
    expect((await site.context.cookies()).map(({ name }) => name)).not.toContain('auth.token')
    await page.reload({ waitUntil: 'networkidle' })
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    // Nothing that was handed out meanwhile still opens anything.
    const last = site.backend.requests.findLast(({ action }) => action === 'signOut')
    expect(last).toBeDefined()
  })

  it('shows whom the last sign-in was for, not whom an earlier answer says', async () => {
    const server = await serve()
    await site.signedIn(server, 'ada')
    const page = await site.open(server, '/open')
    const held = site.backend.hold('getSession')
    await page.evaluate(() => {
      void contract.auth.getSession()
    })
    await held.waiting()
    const signedIn = page.evaluate(() =>
      contract.auth.signIn({ username: 'grace', password: 'hunter2' }, { redirect: false }),
    )
    // At once: not after what a browser waits for an earlier request of the same address, 20 s.
    const asked = performance.now()
    await held.waiting(2)
    expect(performance.now() - asked).toBeLessThan(5000)
    held.release()
    await signedIn
    await page.waitForTimeout(300)
    expect(await textOf(page, 'user-name', 'grace')).toBe('grace')
  })

  it('signs nobody out who is offline', async () => {
    const server = await serve()
    await site.signedIn(server)
    const page = await site.open(server, '/open')
    await site.context.setOffline(true)
    await page.evaluate(async () => {
      await contract.auth.getSession()
      await contract.auth.refresh().catch(() => undefined)
    })
    await focus(page)
    await page.evaluate(async () => contract.router.push('/open?offline'))
    expect(await knows(page)).toBe('authenticated')
    await site.context.setOffline(false)
    await page.evaluate(() => contract.auth.refresh())
    expect(await knows(page)).toBe('authenticated')
    expect(site.backend.reuses()).toBe(0)
    await page.reload({ waitUntil: 'networkidle' })
    expect(await textOf(page, 'user-name', 'ada')).toBe('ada')
  })

  it('is signed out by a backend that says so, in a tab that did not ask', async () => {
    const server = await serve()
    await site.signedIn(server)
    const [first, second] = await openTabs(server, 2)
    site.backend.rules.refuse.getSession = 401
    site.backend.rules.refuse.refresh = 401
    await first?.evaluate(() => contract.auth.getSession())
    expect(second && (await textOf(second, 'status', 'unauthenticated'))).toBe('unauthenticated')
  })

  it('closes a tab in the middle of its refresh, and the others go on', async () => {
    const server = await serve()
    await site.signedIn(server)
    const [first, second] = await openTabs(server, 2)
    const held = site.backend.hold('refresh')
    await first?.evaluate(() => {
      void contract.auth.refresh().catch(() => undefined)
    })
    await held.waiting()
    await first?.close()
    held.release()
    await second?.waitForTimeout(200)
    await second?.evaluate(() => contract.auth.refresh())
    expect(second && (await knows(second))).toBe('authenticated')
    expect(site.backend.reuses()).toBe(0)
  })

  it('opens 5 tabs in a browser that makes every page itself: one refresh', async () => {
    const server = await serve()
    await site.signedIn(server, 'ada', 0)
    const tabs = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const page = await watchPage(site, server)
        await page.goto(`${server.url}/spa`)
        await hydrated(page)
        return page
      }),
    )
    for (const tab of tabs) expect(await textOf(tab, 'user-name', 'ada')).toBe('ada')
    expect(site.backend.countOf('refresh')).toBe(1)
    expect(site.backend.reuses()).toBe(0)
  })
})
