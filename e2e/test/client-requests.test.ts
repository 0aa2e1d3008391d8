/**
 * How often a browser asks, counted at the server: many components, many tabs, focus, polling, the event stream.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { textsSeen, visitContract, watchText } from '../src/contract-visit.ts'
import { focus, textOf, type VisitedPage } from '../src/visitor.ts'

const full = process.env.SOJOURN_FULL === '1'

describe.each([
  { react: 19, mode: 'production' },
  { react: 19, mode: 'development' },
  { react: 18, mode: 'production' },
  { react: 18, mode: 'development' },
] as const)('a page load, on React $react in $mode', (variant) => {
  const visit = visitContract(variant)

  it.each(['/?components=20', '/?components=20&strict'])(
    'asks nothing where the server has told who is there: %s',
    async (path) => {
      await visit.signIn()
      const page = await visit.open(path)
      await sleep(3000)
      expect(await visit.asked()).toEqual([])
      expect(await page.getByTestId('name').allTextContents()).toEqual(Array(20).fill('Ada'))
      expect(page.observed.complaints).toEqual([])
    },
  )

  it.each(['/?blank&components=20', '/?blank&components=20&strict'])(
    'asks once where nothing is known: %s',
    async (path) => {
      await visit.signIn()
      const page = await visit.open(path)
      expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
      await sleep(1000)
      expect(await visit.asked()).toEqual(['GET /api/auth/session'])
      expect(page.observed.complaints).toEqual([])
    },
  )
})

describe('many tabs', () => {
  const visit = visitContract({ react: 19, mode: 'production' })

  function openTabs(path?: string): Promise<VisitedPage[]> {
    return Promise.all(Array.from({ length: 5 }, () => visit.open(path)))
  }

  it('ask once for ten times that somebody comes back within a second', async () => {
    await visit.signIn()
    const page = await visit.open()
    // Not so soon after the page was rendered that nobody would ask in any case.
    await sleep(5500)
    for (let time = 0; time < 10; time++) {
      await focus(page)
      await sleep(90)
    }
    expect(await visit.asked()).toEqual(['GET /api/auth/session'])
  })

  it('that poll ask as often as one', { timeout: 120_000 }, async () => {
    await visit.signIn()
    const tabs = await openTabs('/?interval=2')
    await visit.asked()
    const seconds = full ? 60 : 20
    await sleep(seconds * 1000)
    const asked = await visit.asked()
    expect(new Set(asked)).toEqual(new Set(['GET /api/auth/session']))
    // One more for where the window of time begins.
    expect(asked.length).toBeLessThanOrEqual(seconds / 2 + 1)
    expect(asked.length).toBeGreaterThan(seconds / 4)
    for (const tab of tabs) expect(await textOf(tab, 'name', 'Ada')).toBe('Ada')
  })

  it('hear of sign-in, update and sign-out from one another, and ask nothing', async () => {
    const [actor, ...others] = await openTabs()
    if (!actor) throw new Error('No tab was opened.')
    await visit.asked()
    const delays: Record<string, number> = {}
    for (const [act, testId, expected, requests] of [
      [
        'sign-in',
        'name',
        'Ada',
        ['GET providers', 'GET csrf', 'POST callback/credentials', 'GET session'],
      ],
      ['update', 'name', 'Ada the Second', ['GET csrf', 'POST session']],
      ['sign-out', 'name', 'nobody', ['GET csrf', 'POST signout']],
    ] as const) {
      for (const tab of [actor, ...others]) await watchText(tab, testId)
      await actor.getByTestId(act).click()
      for (const tab of others) expect(await textOf(tab, testId, expected)).toBe(expected)
      const when = async (tab: VisitedPage): Promise<number> =>
        (await textsSeen(tab)).findLast(([text]) => text === expected)?.[1] ?? NaN
      const acted = await when(actor)
      delays[act] = Math.max(...(await Promise.all(others.map(when)))) - acted
      const asked = (await visit.asked()).map((line) => line.replace('/api/auth/', ''))
      expect(new Set(asked)).toEqual(new Set(requests))
      expect(asked.length).toBeLessThanOrEqual(requests.length)
      expect(delays[act]).toBeLessThan(500)
    }
    console.log(`  seen in four other tabs after (ms): ${JSON.stringify(delays)}`)
  })
})

describe('a session that ends elsewhere', () => {
  const visit = visitContract({ react: 19, mode: 'production' })
  const streams = (asked: readonly string[]): number =>
    asked.filter((line) => line === 'GET /api/auth/events').length

  /** Ends all sessions of Ada, from behind. Returns when. */
  async function revoke(): Promise<number> {
    const at = Date.now()
    await visit.server.control('revoke', { user: await idOf() })
    return at
  }
  async function idOf(): Promise<string> {
    const response = await visit.context.request.get('/api/auth/session')
    const { user } = (await response.json()) as { user: { id: string } }
    return user.id
  }

  it('leaves the screens of five tabs within a second, by one stream and one request', async () => {
    await visit.signIn()
    const tabs = await Promise.all(Array.from({ length: 5 }, () => visit.open('/?push')))
    await expect.poll(async () => streams(await visit.asked()), { timeout: 10_000 }).toBe(1)
    await sleep(500)
    for (const tab of tabs) await watchText(tab, 'status')
    const id = await idOf()
    await visit.asked()
    const at = Date.now()
    await visit.server.control('revoke', { user: id })
    for (const tab of tabs) {
      expect(await textOf(tab, 'status', 'unauthenticated')).toBe('unauthenticated')
    }
    const left = await Promise.all(
      tabs.map(async (tab) => ((await textsSeen(tab)).at(-1)?.[1] ?? NaN) - at),
    )
    console.log(`  gone from five screens after (ms): ${left.join(', ')}`)
    expect(Math.max(...left)).toBeLessThan(1000)
    expect(await visit.asked()).toEqual(['GET /api/auth/session'])
  })

  it('leaves the screen within a second also if another process has ended it', async () => {
    const other = await visit.server.startAnother()
    const delays: number[] = []
    try {
      for (let round = 0; round < 3; round++) {
        await visit.signIn()
        const page = await visit.open('/?push')
        await expect.poll(async () => streams(await visit.asked()), { timeout: 10_000 }).toBe(1)
        await watchText(page, 'status')
        // At any time between two looks at the database.
        await sleep(300 + round * 200)
        const id = await idOf()
        const at = Date.now()
        await other.control('revoke', { user: id })
        expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
        delays.push(((await textsSeen(page)).at(-1)?.[1] ?? NaN) - at)
        await page.close()
      }
    } finally {
      await other.stop()
    }
    console.log(`  ended by another process, gone after (ms): ${delays.join(', ')}`)
    expect(Math.max(...delays)).toBeLessThan(1000)
  })

  it('is heard of by the tab that takes over when the one that listened is closed', async () => {
    await visit.signIn()
    const tabs = [await visit.open('/?push'), await visit.open('/?push')]
    await expect.poll(async () => streams(await visit.asked()), { timeout: 10_000 }).toBe(1)
    await tabs[0]?.close()
    await expect.poll(async () => streams(await visit.asked()), { timeout: 10_000 }).toBe(1)
    await sleep(300)
    const [, heir] = tabs
    if (!heir) throw new Error('No tab is left.')
    await watchText(heir, 'status')
    const at = await revoke()
    expect(await textOf(heir, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(((await textsSeen(heir)).at(-1)?.[1] ?? NaN) - at).toBeLessThan(1000)
  })

  it('shows what the application has changed of a person at once', async () => {
    await visit.signIn()
    const page = await visit.open('/?push')
    await expect.poll(async () => streams(await visit.asked()), { timeout: 10_000 }).toBe(1)
    await sleep(300)
    await visit.server.control('rename', { user: await idOf(), name: 'Ada, the admin' })
    expect(await textOf(page, 'name', 'admin')).toBe('Ada, the admin')
    await visit.server.control('rename', { user: await idOf(), name: 'Ada' })
  })

  it('is heard of after the server was away', async () => {
    await visit.signIn()
    const page = await visit.open('/?push')
    await expect.poll(async () => streams(await visit.asked()), { timeout: 10_000 }).toBe(1)
    await visit.server.stop()
    await sleep(1000)
    expect(await page.getByTestId('status').textContent()).toBe('authenticated')
    await visit.server.start()
    await expect.poll(async () => streams(await visit.asked()), { timeout: 20_000 }).toBe(1)
    await sleep(300)
    const at = await revoke()
    await watchText(page, 'status')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(((await textsSeen(page)).at(-1)?.[1] ?? NaN) - at).toBeLessThan(2000)
  })

  it('is found out by asking now and then where no stream can be had', async () => {
    await visit.signIn()
    await visit.context.route('**/api/auth/events', (route) => route.abort())
    const page = await visit.open('/?push&interval=2')
    await revoke()
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  })
})
