import { describe, expect, it } from 'vitest'
import { createTokenWorld, flush, type TokenTab } from '../../../test/support/fake-token-world.ts'

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

interface Options {
  /** How often something is lost, in [0, 1]. */
  readonly losses: number
  /** How many tabs sign in and out. The others look, refresh and run requests. */
  readonly leaders: number
}

interface Outcome {
  readonly tabs: TokenTab[]
  readonly world: ReturnType<typeof createTokenWorld>
  /** Whether the last thing that anybody did about signing in was to sign out. */
  readonly endedSignedOut: boolean
}

/** Runs three tabs against a strict backend, in a random order of everything, until all is quiet. */
async function run(seed: number, { losses, leaders }: Options): Promise<Outcome> {
  const random = createRandom(seed)
  const pick = (count: number): number => Math.floor(random() * count)
  const world = createTokenWorld()
  const { browser, transits } = world
  world.isHeld = true
  const tabs = Array.from({ length: 3 }, () => world.openTab())
  for (const { client } of tabs) client.start()
  let actions = 6 + pick(10)
  let names = 0
  let signingIn = 0
  let endedSignedOut = false

  function act(): void {
    const index = pick(tabs.length)
    const client = tabs[index]?.client
    const action = pick(index < leaders ? 7 : 5)
    if (!client) return
    if (action === 0) void client.getSession()
    if (action === 1) client.refresh().catch(() => undefined)
    if (action === 2) void client.getToken()
    // Nobody waits for a lock for that long.
    if (action === 3 && transits.length === 0) browser.advance(pick(1000) * 1000)
    if (action === 4) {
      const ask = async (headers: Record<string, string>): Promise<unknown> =>
        world.send({ url: '/api/auth/session', method: 'get', headers })
      client.authorized(ask).catch(() => undefined)
    }
    if (action === 5) {
      signingIn++
      endedSignedOut = false
      void client
        .signIn({ user: `user ${++names}` })
        .catch(() => undefined)
        .finally(() => {
          signingIn--
        })
    }
    if (action === 6) {
      endedSignedOut = signingIn === 0
      void client.signOut()
    }
  }

  for (;;) {
    await flush()
    browser.advance(1 + pick(50))
    const choices = transits.length * 2 + browser.deliveries.length
    if (actions > 0 && (choices === 0 || random() < 0.25)) {
      actions--
      act()
    } else if (choices > 0) {
      const choice = pick(choices)
      const transit = transits[choice >> 1]
      if (!transit) browser.deliver(choice - transits.length * 2)
      else if (random() < losses) transit.lose()
      else if (choice % 2 === 0) transit.arrive()
      else transit.pass()
    } else {
      return { tabs, world, endedSignedOut }
    }
  }
}

/** Lets everybody look again, one after the other, and nothing be lost. */
async function lookAgain({ tabs, world }: Outcome): Promise<void> {
  world.isHeld = false
  for (let round = 0; round < 2; round++) {
    for (const { client } of tabs) {
      await client.getSession()
      world.browser.deliver()
      await flush()
    }
  }
}

/** One seed, one run. */
const runs = process.env['SOJOURN_FULL'] === '1' ? 10_000 : 400

describe('three tabs against a backend that punishes reuse', () => {
  it.each([
    ['if nothing is lost', { losses: 0, leaders: 1 }],
    ['if whoever likes signs in and out', { losses: 0, leaders: 3 }],
    ['if requests and answers are lost', { losses: 0.1, leaders: 3 }],
  ])('all end with the same, %s', { timeout: 10 * 60_000 }, async (_, options) => {
    for (let seed = 0; seed < runs; seed++) {
      const outcome = await run(seed, options)
      const { tabs, world, endedSignedOut } = outcome
      const label = `seed ${seed}`
      if (options.losses === 0) {
        expect.soft(Math.max(0, ...world.backend.uses.values()), label).toBeLessThanOrEqual(1)
        expect
          .soft(world.cookies.values(), label)
          .toEqual(
            tabs[0]?.state().data
              ? expect.objectContaining({ 'auth.refresh-token': expect.any(String) as string })
              : {},
          )
      }
      if (endedSignedOut) {
        expect.soft(world.cookies.values(), label).toEqual({})
        for (const { state } of tabs) expect.soft(state().data ?? null, label).toBe(null)
      }
      await lookAgain(outcome)
      const [first] = tabs
      for (const { state } of tabs) {
        expect.soft(state().data ?? null, label).toEqual(first?.state().data ?? null)
        expect.soft(state(), label).toMatchObject({ pending: false, error: undefined })
        expect.soft(state().refreshToken, label).toBe(first?.state().refreshToken)
      }
      expect.soft(first?.state().refreshToken === null, label).toBe(!first?.state().data)
    }
  })
})
