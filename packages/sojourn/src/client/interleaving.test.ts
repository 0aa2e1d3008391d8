import { describe, expect, it } from 'vitest'
import { timeHeader } from '../core/protocol.ts'
import type { Session } from '../core/session.ts'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import * as changes from './changes.ts'
import { createSessionClient, type SessionClient } from './session-client.ts'

/** A generator of numbers in [0, 1) that repeats itself for a seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Lets everything that waits for nothing but promises run. */
async function flush(): Promise<void> {
  for (let tick = 0; tick < 40; tick++) await Promise.resolve()
}

/** Runs tabs against servers in a random order of arrivals, answers and messages, to the end. */
async function run(
  seed: number,
  skews: number[],
): Promise<{ tabs: SessionClient[]; truth: Session | null }> {
  const random = createRandom(seed)
  const pick = (count: number): number => Math.floor(random() * count)
  const browser = createFakeBrowser()
  let truth: Session | null = null
  let names = 0
  /** Steps that the world may take next, in any order: requests arriving, answers returning. */
  const steps: (() => void)[] = []

  function respond(route: string): unknown {
    const named = (): Session => ({
      user: { name: `user ${++names}` },
      expires: '2027-01-01T00:00:00Z',
    })
    if (route === 'GET /csrf') return { csrfToken: 'token' }
    if (route === 'GET /providers') return { password: { type: 'credentials' } }
    if (route === 'POST /callback/password') truth = named()
    if (route === 'POST /signout') truth = null
    if (route === 'POST /session' && truth) truth = named()
    return route.endsWith('/session') ? (truth ?? {}) : { url: '/' }
  }

  const fetch = ((url: string, init: RequestInit = {}) =>
    new Promise((resolve) => {
      steps.push(() => {
        const body = respond(`${init.method ?? 'GET'} ${url}`)
        const time = browser.now() + (skews[pick(skews.length)] ?? 0)
        const headers = new Headers({ [timeHeader]: String(time) })
        steps.push(() =>
          resolve({ ok: true, status: 200, headers, json: async () => body } as Response),
        )
      })
    })) as typeof globalThis.fetch

  const tabs = Array.from({ length: 2 + pick(3) }, () => {
    const { environment } = browser.openTab()
    const client = createSessionClient(
      { basePath: '/', environment, fetch, now: browser.now },
      async () => changes,
    )
    client.store.subscribe(() => undefined)
    client.start()
    return client
  })

  let actions = 4 + pick(8)
  for (;;) {
    await flush()
    browser.advance(1 + pick(50))
    const choices = steps.length + browser.deliveries.length
    if (actions > 0 && (choices === 0 || random() < 0.2)) {
      actions--
      const tab = tabs[pick(tabs.length)]
      const action = pick(4)
      if (action === 0) void tab?.getSession()
      if (action === 1) void tab?.update()
      if (action === 2) void tab?.signIn('password', { redirect: false })
      if (action === 3) void tab?.signOut({ redirect: false })
    } else if (choices > 0) {
      const choice = pick(choices)
      if (choice < steps.length) steps.splice(choice, 1)[0]?.()
      else browser.deliver(choice - steps.length)
    } else {
      return { tabs, truth }
    }
  }
}

/** Runs in each of five parts; one seed, one run. */
const runs = process.env['SOJOURN_FULL'] === '1' ? 10_000 : 200

function seedsOf(part: number): number[] {
  return Array.from({ length: runs }, (_, index) => part * runs + index)
}

describe('tabs whose requests, answers and messages overtake one another', () => {
  it.each([0, 1, 2, 3, 4])(
    'all end with what the server knows (part %i)',
    { timeout: 10 * 60_000 },
    async (part) => {
      for (const seed of seedsOf(part)) {
        const { tabs, truth } = await run(seed, [0])
        const states = tabs.map(({ store }) => store.get())
        expect
          .soft(
            states.map(({ data }) => data),
            `seed ${seed}`,
          )
          .toEqual(states.map(() => truth))
        expect(states.every(({ pending, error }) => !pending && !error)).toBe(true)
      }
    },
  )

  it(
    'all end with the same if servers disagree about the time',
    { timeout: 10 * 60_000 },
    async () => {
      for (const seed of seedsOf(0)) {
        const { tabs } = await run(seed, [0, -7000, 30_000])
        const [first, ...rest] = tabs.map(({ store }) => store.get())
        for (const state of rest) {
          expect
            .soft(state, `seed ${seed}`)
            .toMatchObject({ data: first?.data, version: first?.version })
        }
      }
    },
  )
})
