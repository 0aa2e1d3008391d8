import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../../src/storage/memory.ts'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { useDatabases } from '../storage/sql/support/databases.ts'
import { bearer, openSite, openStorage, type Pair, pairOf, type Site } from './support/site.ts'

const runs = process.env['SOJOURN_FULL'] ? 400 : 60
vi.setConfig({ testTimeout: process.env['SOJOURN_FULL'] ? 900_000 : 60_000 })
const databases = useDatabases()

const second = 1000
const day = 86_400 * second
const idle = 7 * day
const absolute = 90 * day
const reuseInterval = 30 * second

/** What happens to one family. */
type Step =
  | { readonly does: 'refresh'; readonly back: number; readonly callers: number }
  | { readonly does: 'forge'; readonly at: number }
  | { readonly does: 'wait'; readonly seconds: number }
  | { readonly does: 'sign out'; readonly by: 'access' | 'refresh' | 'list' }

const wait = fc.constantFrom(0, 1, 15, 29, 30, 31, 600, 899, 3600, 6 * 86_400, 7 * 86_400 - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('refresh' as const),
      // 0: the current one, 1: the previous one, and older ones.
      back: fc.oneof(
        { weight: 6, arbitrary: fc.constant(0) },
        { weight: 3, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.integer({ min: 2, max: 4 }) },
      ),
      callers: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('wait' as const), seconds: wait }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('forge' as const),
      at: fc.integer({ min: 0, max: 400 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('sign out' as const),
      by: fc.constantFrom('access' as const, 'refresh' as const, 'list' as const),
    }),
  },
)

/** What must be so, in the fewest words. */
interface Model {
  /** Every refresh token that was given out, oldest first; the last one is current. */
  readonly given: string[]
  renewedAt: number
  expiresAt: number
  readonly signedInAt: number
  hasEnded: boolean
  reuses: number
}

/** What a refresh with the token at `index` must do; changes the model accordingly. */
function expected(model: Model, index: number, now: number): string {
  if (model.hasEnded) return 'session_ended'
  if (now >= model.expiresAt) return 'refresh_token_expired'
  const age = model.given.length - 1 - index
  if (age === 0) {
    model.renewedAt = now
    model.expiresAt = Math.min(now + idle, model.signedInAt + absolute)
    return 'new'
  }
  if (age === 1 && now - model.renewedAt <= reuseInterval) return 'same'
  model.hasEnded = true
  model.reuses += 1
  return 'refresh_token_reused'
}

async function follow(site: Site, steps: readonly Step[]): Promise<void> {
  const { clock } = site
  let pair: Pair = await site.login()
  const { sid, sub } = (await site.tokens.verify(pair.token)) ?? { sid: '', sub: '' }
  const begun = clock.now()
  const model: Model = {
    given: [pair.refreshToken],
    renewedAt: begun,
    expiresAt: begun + idle,
    signedInAt: begun,
    hasEnded: false,
    reuses: 0,
  }
  const record = async (): ReturnType<typeof site.storage.findSession> =>
    site.storage.findSession(sid, sub)

  for (const each of steps) {
    if (each.does === 'wait') clock.advance({ seconds: each.seconds })
    if (each.does === 'forge') {
      const current = model.given.at(-1) ?? ''
      const at = each.at % current.length
      const forged = `${current.slice(0, at)}${current[at] === 'A' ? 'B' : 'A'}${current.slice(at + 1)}`
      expect((await site.refresh(forged)).body['code']).toBe('refresh_token_invalid')
    }
    if (each.does === 'sign out') {
      if (each.by === 'access') await site.post('/logout', {}, bearer(pair.token))
      if (each.by === 'refresh') await site.post('/logout', { refreshToken: pair.refreshToken })
      if (each.by === 'list') await site.tokens.endSession(sub, sid)
      const isGood = each.by !== 'access' || (await site.tokens.verify(pair.token)) !== null
      if (isGood) model.hasEnded = true
    }
    if (each.does === 'refresh') {
      const index = Math.max(0, model.given.length - 1 - each.back)
      const token = model.given[index] ?? ''
      const answers = await Promise.all(
        Array.from({ length: each.callers }, () => site.refresh(token)),
      )
      const outcome = expected(model, index, clock.now())
      if (outcome === 'new' || outcome === 'same') {
        const successors = new Set(answers.map((answer) => pairOf(answer).refreshToken))
        // One for all who asked at once, and never another one for the same token.
        expect(successors.size).toBe(1)
        const [successor = ''] = successors
        if (outcome === 'new') model.given.push(successor)
        expect(successor).toBe(model.given[index + 1])
        for (const answer of answers) {
          expect((await site.session(pairOf(answer).token)).status).toBe(200)
        }
        pair = pairOf(answers[0] ?? { status: 0, headers: new Headers(), body: {} })
      } else {
        const codes = answers.map(({ body }) => body['code'])
        // Of several who reuse at once, those who come after the end hear that it has ended.
        const later = outcome === 'refresh_token_reused' ? [outcome, 'session_ended'] : [outcome]
        expect(codes).toContain(outcome)
        for (const code of codes) expect(later).toContain(code)
      }
    }
    const stored = await record()
    if (model.hasEnded) {
      expect(stored).toBeNull()
    } else {
      expect(stored).toMatchObject({ expiresAt: model.expiresAt, renewedAt: model.renewedAt })
    }
  }
  // After an end nothing of the family works.
  if (model.hasEnded) {
    for (const token of model.given) {
      expect((await site.refresh(token)).body['code']).toBe('session_ended')
    }
    expect((await site.session(pair.token)).status).toBe(401)
  }
  const reuses = site.told.filter(
    ([name, { sessionId }]) => name === 'refreshTokenReused' && sessionId === sid,
  )
  expect(reuses).toHaveLength(model.reuses)
}

describe.each([
  ['memory', async (): Promise<AtomicStorage> => memoryStorage()],
  ['SQLite', async (): Promise<AtomicStorage> => openStorage(await databases.create('sqlite'))],
  [
    'PostgreSQL',
    async (): Promise<AtomicStorage> => openStorage(await databases.create('postgresql')),
  ],
] as const)('one family on %s', (_, create) => {
  it(`does what a small model says, whatever happens to it (${runs} times)`, async () => {
    const storage = await create()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        await follow(await openSite(storage), steps)
      }),
      { numRuns: runs },
    )
  })
})
