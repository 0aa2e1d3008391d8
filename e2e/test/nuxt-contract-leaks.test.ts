/**
 * What 200 navigations leave behind: nothing. The original kept a watcher and a cookie listener of each.
 */
import { describe, expect, it } from 'vitest'
import { type ContractPage, nuxtVersions, rotating, visitContract } from '../src/nuxt-contract.ts'

interface Remains {
  readonly listeners: number
  readonly heap: number
  /** Cookies written by scripts for one change of the token. */
  readonly writes: number
}

describe.each(nuxtVersions)('200 navigations on Nuxt %i', (version) => {
  const site = visitContract(version)

  async function measure(page: ContractPage): Promise<Remains> {
    const writes = await page.evaluate(async () => {
      const descriptor = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
      if (!descriptor) throw new Error('Documents have cookies.')
      let count = 0
      Object.defineProperty(document, 'cookie', {
        configurable: true,
        get: () => descriptor.get?.call(document) as string,
        set: (value: string) => {
          count += 1
          descriptor.set?.call(document, value)
        },
      })
      contract.state.setToken(`token-${Math.random()}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
      Reflect.deleteProperty(document, 'cookie')
      return count
    })
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    // Twice, since what has a finalizer goes only then.
    for (const _ of [1, 2]) await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    await session.detach()
    const valueOf = (wanted: string): number =>
      metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
    return { writes, listeners: valueOf('JSEventListeners'), heap: valueOf('JSHeapUsedSize') }
  }

  async function navigate(page: ContractPage, count: number, paths: string[]): Promise<void> {
    await page.evaluate(
      async ([times, places]) => {
        for (let index = 0; index < times; index += 1) {
          await contract.router.push(places[index % places.length] ?? '/')
        }
      },
      [count, paths] as const,
    )
  }

  /** What a person leaves behind with 200 navigations. */
  async function remainsOf(page: ContractPage, paths: string[]): Promise<[Remains, Remains]> {
    // What is loaded and compiled by the first visits stays.
    await navigate(page, 40, paths)
    const before = await measure(page)
    await navigate(page, 200, paths)
    return [before, await measure(page)]
  }

  it('leave no listener, no watcher and no memory', async () => {
    const server = await site.serve({
      ...rotating,
      sessionRefresh: { enableOnWindowFocus: true, enablePeriodically: 60_000 },
    })
    const stranger = await site.open(server, '/open')
    const [atFirst, atLast] = await remainsOf(stranger, ['/unsaid', '/open', '/login', '/'])
    await site.context.clearCookies()
    await site.signedIn(server)
    const page = await site.open(server, '/open')
    const [before, after] = await remainsOf(page, ['/protected', '/open', '/named', '/'])
    expect(before.writes).toBeGreaterThan(0)
    expect(after.writes).toBe(before.writes)
    expect(after.listeners).toBeLessThanOrEqual(before.listeners + 2)
    // The router and the engine keep some 2 kB of any navigation; what is guarded keeps no more.
    const noise = 200_000
    expect(after.heap - before.heap).toBeLessThan(atLast.heap - atFirst.heap + noise)
    expect(after.heap - before.heap).toBeLessThan(700_000)
    expect(page.asked).toEqual([])
    expect(page.observed.complaints).toEqual([])
  })
})
