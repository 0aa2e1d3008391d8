/**
 * Step-up in Next's own scope of a request: the sign-in is made recent enough, or is not, by the clock.
 *
 * @module
 */
import { inRoute } from './route-scope.ts'
import { createServer, type IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { authError } from '../../src/core/errors.ts'
import type { AuthConfig } from '../../src/next/index.ts'
import { NextAuth } from '../../src/next/next-auth.ts'
import {
  isStepUpChallenge,
  requireAuthentication,
  stepUpResponse,
  withStepUp,
} from '../../src/next/step-up.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { createBrowser } from '../support/browser.ts'
import { passwordProvider, secret, signInAda, testAuth } from '../support/test-auth.ts'

const challenge = {
  code: 'insufficient_user_authentication',
  message: expect.any(String) as string,
  max_age: 300,
}

/** Options of an application, and a browser that knows its endpoints. */
function setUp(more: Partial<AuthConfig> = {}) {
  const clock = fakeClock(new Date())
  const options = {
    secret,
    providers: [passwordProvider],
    now: clock.now,
    logger: { warn: () => undefined, error: () => undefined },
    ...more,
  } satisfies AuthConfig
  return { clock, options, browser: createBrowser(testAuth(options)) }
}

describe('a server action withStepUp', () => {
  it('is done for whoever has signed in lately, with what it is called with', async () => {
    const { clock, options, browser } = setUp()
    const pay = vi.fn<(amount: number, to: string) => Promise<string>>(
      async (amount, to) => `${amount} to ${to}`,
    )
    const transfer = withStepUp(options, { maxAge: 300 }, pay)
    await signInAda(browser)
    clock.advance({ seconds: 299 })
    const done = await inRoute(browser, async () => transfer(100, 'bob'))
    await expect(done.json()).resolves.toBe('100 to bob')
    clock.advance({ seconds: 20 })
    const refused: unknown = await (await inRoute(browser, async () => transfer(1, 'x'))).json()
    expect(refused).toEqual(challenge)
    expect(isStepUpChallenge(refused)).toBe(true)
    expect(pay).toHaveBeenCalledTimes(1)
    await signInAda(browser)
    const again = await inRoute(browser, async () => transfer(2, 'bob'))
    await expect(again.json()).resolves.toBe('2 to bob')
  })

  it('challenges somebody whose session has ended, too, with all that is demanded', async () => {
    const { options, browser } = setUp()
    const pay = vi.fn<() => Promise<void>>()
    const demand = { maxAge: 300, acrValues: ['gold', 'silver'] }
    const refused = await inRoute(browser, withStepUp(options, demand, pay))
    await expect(refused.json()).resolves.toEqual({ ...challenge, acr_values: 'gold silver' })
    const bare = await inRoute(browser, withStepUp(options, {}, pay))
    const { max_age: _, ...any } = challenge
    await expect(bare.json()).resolves.toEqual(any)
    expect(pay).not.toHaveBeenCalled()
  })

  it('returns a challenge of the action itself, and throws what else that throws', async () => {
    const { options, browser } = setUp()
    await signInAda(browser)
    const inner = async (): Promise<unknown> =>
      requireAuthentication(options, { acrValues: ['gold'] })
    const refused = await inRoute(browser, withStepUp(options, { maxAge: 300 }, inner))
    await expect(refused.json()).resolves.toMatchObject({ acr_values: 'gold' })
    const error = new Error('of the action')
    const failing = withStepUp(options, { maxAge: 300 }, async () => Promise.reject(error))
    const thrown = await inRoute(browser, async () => failing().catch((e: unknown) => e === error))
    await expect(thrown.json()).resolves.toBe(true)
  })

  it('leads away where the action does', async () => {
    const { redirect } = await import('next/navigation.js')
    const { options, browser } = setUp()
    await signInAda(browser)
    const action = withStepUp(options, { maxAge: 300 }, async () => redirect('/thanks'))
    const answer = await inRoute(browser, action)
    expect(answer.headers.get('location')).toBe('/thanks')
  })

  it('does nothing where a demand cannot be judged, and does not call that a challenge', async () => {
    const { options, browser } = setUp({
      adapter: memoryStorage(),
      session: { strategy: 'database' },
    })
    await signInAda(browser)
    const pay = vi.fn<() => Promise<void>>()
    const action = withStepUp(options, { acrValues: ['gold'] }, pay)
    const code = async (): Promise<unknown> =>
      action().catch((error: unknown) => (error as { code: string }).code)
    const answer = await inRoute(browser, code)
    await expect(answer.json()).resolves.toBe('configuration_invalid')
    expect(pay).not.toHaveBeenCalled()
  })

  it('sees that the person has signed in within this very action', async () => {
    const { clock, options, browser } = setUp()
    await signInAda(browser)
    clock.advance({ hours: 1 })
    const { signIn } = NextAuth(options)
    const action = async (): Promise<unknown> => {
      await signIn('credentials', { username: 'ada', password: 'engine', redirect: false })
      return withStepUp(options, { maxAge: 60 }, async () => 'done')()
    }
    const answer = await inRoute(browser, action)
    await expect(answer.json()).resolves.toBe('done')
  })
})

describe('a route handler', () => {
  it.each([
    ['nobody', 401, { code: 'session_required' }],
    ['somebody of an hour ago', 401, challenge],
    ['somebody of now', 200, { name: 'Ada' }],
  ])('answers %s by status and JSON', async (who, status, body) => {
    const { clock, options, browser } = setUp()
    if (who !== 'nobody') await signInAda(browser)
    if (who.endsWith('ago')) clock.advance({ hours: 1 })
    const response = await inRoute(browser, async () => {
      try {
        return await requireAuthentication(options, { maxAge: 300 })
      } catch (error) {
        return stepUpResponse(error)
      }
    })
    expect(response.status).toBe(status)
    await expect(response.json()).resolves.toMatchObject(body)
  })

  it('answers with what is nobody else’s, and only with what is of this package', async () => {
    const response = stepUpResponse(authError('storage_unavailable', { cause: 'db.internal' }))
    expect(response.status).toBe(503)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.text()).not.toContain('db.internal')
    const error = new Error('secret')
    expect(() => stepUpResponse(error)).toThrow(error)
  })
})

describe('the pages router', () => {
  it('demands it of the request that it has', async () => {
    const { clock, options, browser } = setUp()
    await signInAda(browser)
    const outcomes: unknown[] = []
    const server = createServer((req: IncomingMessage, res: ServerResponse) => {
      void requireAuthentication(req, res, options, { maxAge: 300 })
        .catch((error: unknown) => error)
        .then((outcome) => outcomes.push(outcome))
        .finally(() => res.end())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const cookie = browser.request('/').headers.get('cookie') ?? ''
    const ask = async (): Promise<unknown> =>
      fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } })
    await ask()
    clock.advance({ hours: 1 })
    await ask()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect(outcomes).toEqual([
      expect.objectContaining({ name: 'Ada' }),
      expect.objectContaining({ code: challenge.code, max_age: 300 }),
    ])
  })
})
