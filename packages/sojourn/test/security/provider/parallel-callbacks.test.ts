/**
 * A callback that comes several times: browsers send it twice when somebody clicks twice, reloads, or when
 * they fetch ahead.
 *
 * @module
 */
import { describe, expect, it, vi } from 'vitest'
import { type Auth, type AuthConfig, createAuth } from '../../../src/server/index.ts'
import { memoryStorage } from '../../../src/storage/memory.ts'
import { fakeClock } from '../../../src/testing/fake-clock.ts'
import { createBrowser, origin, sessionCookies, type TestBrowser } from '../../support/browser.ts'
import {
  type MaliciousIssuer,
  send,
  useMaliciousProvider,
} from '../../support/malicious-provider.ts'
import { secret } from '../../support/test-auth.ts'
import { begin } from './begin.ts'

const provider = useMaliciousProvider()

function start(at: MaliciousIssuer, config: Partial<AuthConfig> = {}): Auth {
  return createAuth({
    secret,
    logger: { error: () => undefined, warn: () => undefined },
    providers: [
      { id: 'one', name: 'One', type: 'oidc', issuer: at.issuer, clientId: 'client' },
      { id: 'two', name: 'Two', type: 'oidc', issuer: at.issuer, clientId: 'client' },
    ],
    ...config,
  })
}

/** Sends a callback as the browser would now, and takes no cookie of the answer yet. */
async function come(auth: Auth, browser: TestBrowser, callback: URL): Promise<Response> {
  return auth.handle(browser.request(callback.pathname + callback.search))
}

const landed = `${origin}/account`

describe.each([
  ['sealed sessions', () => ({})],
  [
    'sealed sessions and a storage',
    () => ({ adapter: memoryStorage(), session: { strategy: 'jwt' } }),
  ],
  ['stored sessions', () => ({ adapter: memoryStorage(), session: { strategy: 'database' } })],
] as const)('with %s', (_, config) => {
  it('five callbacks at once all land signed in, with one session', async () => {
    const at = provider.issue()
    const auth = start(at, config())
    const browser = createBrowser(auth)
    const callback = await begin(browser, at)
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => come(auth, browser, callback)),
    )
    expect(answers.map((answer) => answer.headers.get('location'))).toEqual(Array(5).fill(landed))
    const cookies = answers.flatMap(sessionCookies)
    expect(cookies).toHaveLength(5)
    expect(new Set(cookies).size).toBe(1)
    expect(at.forms).toHaveLength(1)
    for (const answer of answers) browser.receive(answer)
    expect(await auth.getSession(browser.request('/'))).not.toBeNull()
  })

  it('one that comes a moment later, with the cookies of before, gets the same session', async () => {
    const at = provider.issue()
    const auth = start(at, config())
    const browser = createBrowser(auth)
    const callback = await begin(browser, at)
    const first = await come(auth, browser, callback)
    const second = await come(auth, browser, callback)
    expect(second.headers.get('location')).toBe(landed)
    expect(sessionCookies(second)).toEqual(sessionCookies(first))
  })

  it('one that comes when the browser has its session lands there too, and begins none', async () => {
    const at = provider.issue()
    const auth = start(at, config())
    const browser = createBrowser(auth)
    const callback = await begin(browser, at)
    browser.receive(await come(auth, browser, callback))
    const again = await come(auth, browser, callback)
    expect(again.headers.get('location')).toBe(landed)
    expect(sessionCookies(again)).toEqual([])
  })

  it('one that comes to another process lands if the browser has the session, and fails if not', async () => {
    const at = provider.issue()
    const shared = config()
    const [here, there] = [start(at, shared), start(at, shared)]
    const browser = createBrowser(here)
    const callback = await begin(browser, at)
    const before = browser.request(callback.pathname + callback.search)
    browser.receive(await come(here, browser, callback))
    const after = await come(there, browser, callback)
    expect(after.headers.get('location')).toBe(landed)
    expect(sessionCookies(after)).toEqual([])
    const late = await there.handle(before)
    expect(sessionCookies(late)).toEqual([])
    expect(late.headers.get('location')).toMatch(
      /code=(transaction_missing|provider_response_invalid)/,
    )
  })
})

it('five callbacks at once in two processes over one storage begin one session', async () => {
  const at = provider.issue()
  const adapter = memoryStorage()
  const config = { adapter, session: { strategy: 'database' } } as const
  const engines = [start(at, config), start(at, config)] as const
  const browser = createBrowser(engines[0])
  const callback = await begin(browser, at)
  const answers = await Promise.all(
    Array.from({ length: 6 }, async (_, index) =>
      come(engines[index % 2 === 0 ? 0 : 1], browser, callback),
    ),
  )
  const cookies = new Set(answers.flatMap(sessionCookies))
  expect(cookies.size).toBe(1)
  expect(at.forms).toHaveLength(1)
  const locations = answers.map((answer) => answer.headers.get('location') ?? '')
  expect(locations.filter((location) => location === landed)).toHaveLength(3)
  for (const answer of answers) browser.receive(answer)
  const owner = await adapter.readUserByEmail('ada@example.com')
  expect(await engines[1].listSessions(owner?.id ?? '')).toHaveLength(1)
  // Those that failed were answered before the session was there. Now they land.
  const again = await come(engines[1], browser, callback)
  expect(again.headers.get('location')).toBe(landed)
})

describe('nobody else', () => {
  it('gets the session: not by the callback alone, nor with the transaction’s cookie', async () => {
    const at = provider.issue()
    const auth = start(at)
    const browser = createBrowser(auth)
    const callback = await begin(browser, at)
    const transaction = [...browser.cookies].filter(([name]) => name.includes('transaction'))
    const thief = createBrowser(auth)
    await thief.csrfToken()
    for (const [name, value] of transaction) thief.cookies.set(name, value)
    const answers = await Promise.all([
      come(auth, browser, callback),
      come(auth, createBrowser(auth), callback),
      come(auth, thief, callback),
    ])
    expect(answers.map((answer) => sessionCookies(answer).length)).toEqual([1, 0, 0])
    expect(sessionCookies(await come(auth, thief, callback))).toEqual([])
  })

  it('lands by a note of another sign-in, nor by one that was made up', async () => {
    const at = provider.issue()
    const auth = start(at)
    const browser = createBrowser(auth)
    const first = await begin(browser, at)
    browser.receive(await come(auth, browser, first))
    const other = new URL(first)
    other.searchParams.set('state', 'x'.repeat(43))
    expect((await come(auth, browser, other)).headers.get('location')).toContain(
      'transaction_missing',
    )
    browser.cookies.set('sojourn.finished', 'garbage')
    expect((await come(auth, browser, first)).headers.get('location')).toContain(
      'transaction_missing',
    )
  })

  it('lands signed out', async () => {
    const at = provider.issue()
    const auth = start(at)
    const browser = createBrowser(auth)
    const callback = await begin(browser, at)
    browser.receive(await come(auth, browser, callback))
    for (const name of browser.cookies.keys()) {
      if (name.includes('session-token')) browser.cookies.delete(name)
    }
    expect((await come(auth, browser, callback)).headers.get('location')).toContain(
      'transaction_missing',
    )
  })
})

it('what fails fails for all of them, once at the provider', async () => {
  const at = provider.issue({
    answerTokens: (response) => send(response, 400, { error: 'invalid_grant' }),
  })
  const auth = start(at)
  const browser = createBrowser(auth)
  const callback = await begin(browser, at)
  const answers = await Promise.all(
    Array.from({ length: 5 }, async () => come(auth, browser, callback)),
  )
  for (const answer of answers) {
    expect(answer.headers.get('location')).toContain('code=provider_response_invalid')
    expect(sessionCookies(answer)).toEqual([])
  }
  expect(at.forms).toHaveLength(1)
})

it(
  'one waits for as long as the first is under way, however slow the application is',
  {
    timeout: 15_000,
  },
  async () => {
    const at = provider.issue()
    const auth = start(at, {
      callbacks: {
        signIn: async () => {
          await new Promise((resolve) => setTimeout(resolve, 6500))
          return true
        },
      },
    })
    const browser = createBrowser(auth)
    const callback = await begin(browser, at)
    const answers = await Promise.all([1, 2].map(async () => come(auth, browser, callback)))
    expect(answers.map((answer) => answer.headers.get('location'))).toEqual([landed, landed])
    expect(new Set(answers.flatMap(sessionCookies)).size).toBe(1)
  },
)

it('one waits for nobody who has died', { timeout: 10_000 }, async () => {
  const at = provider.issue()
  const auth = start(at, { callbacks: { signIn: () => new Promise(() => undefined) } })
  const browser = createBrowser(auth)
  const callback = await begin(browser, at)
  // A runtime that ends a request ends its timers with it.
  const timer = vi.spyOn(globalThis, 'setInterval').mockReturnValue(setTimeout(() => undefined, 0))
  void come(auth, browser, callback)
  const late = await come(auth, browser, callback)
  timer.mockRestore()
  expect(late.headers.get('location')).toContain('transaction_missing')
})

describe('a failure before the code was used', () => {
  const clears = (response: Response): boolean =>
    response.headers.getSetCookie().some((cookie) => /transaction\.[^=]+=;/.test(cookie))

  it('of the storage leaves all as it was: a reload signs in', async () => {
    let isDown = true
    const storage = memoryStorage()
    const adapter = {
      ...storage,
      claim: async (...claimed: Parameters<typeof storage.claim>) => {
        if (isDown) throw new Error('the storage is down')
        return storage.claim(...claimed)
      },
    }
    const at = provider.issue()
    const auth = start(at, { adapter })
    const browser = createBrowser(auth)
    const callback = await begin(browser, at)
    const answers = await Promise.all([1, 2, 3].map(async () => come(auth, browser, callback)))
    for (const answer of answers) {
      expect(answer.headers.get('location')).toContain('code=storage_unavailable')
      expect(clears(answer)).toBe(false)
      browser.receive(answer)
    }
    expect(at.forms).toHaveLength(0)
    isDown = false
    const reloaded = await come(auth, browser, callback)
    expect(reloaded.headers.get('location')).toBe(landed)
    expect(sessionCookies(reloaded)).toHaveLength(1)
    expect(clears(reloaded)).toBe(true)
  })

  it('of the provider’s metadata, too', async () => {
    const at = provider.issue()
    const browser = createBrowser(start(at))
    const callback = await begin(browser, at)
    at.misbehave({ answerMetadata: (response) => send(response, 503, {}) })
    // A process that has just started, and knows nothing yet.
    const other = start(at, { now: () => Date.now() })
    const failed = await come(other, browser, callback)
    expect(failed.headers.get('location')).toContain('code=provider_unreachable')
    expect(clears(failed)).toBe(false)
    at.misbehave({})
    const reloaded = await come(other, browser, callback)
    expect(reloaded.headers.get('location')).toBe(landed)
    expect(clears(reloaded)).toBe(true)
  })

  it('is none when the code was sent: then the sign-in is over', async () => {
    const at = provider.issue({ answerTokens: (response) => send(response, 503, {}) })
    const auth = start(at)
    const browser = createBrowser(auth)
    const callback = await begin(browser, at)
    const failed = await come(auth, browser, callback)
    expect(failed.headers.get('location')).toContain('code=provider_unreachable')
    expect(clears(failed)).toBe(true)
    at.misbehave({})
    const again = await come(auth, browser, callback)
    expect(sessionCookies(again)).toEqual([])
    expect(at.forms).toHaveLength(1)
  })

  it('is none when the provider refused', async () => {
    const at = provider.issue({
      callback: (url) => {
        url.searchParams.delete('code')
        url.searchParams.set('error', 'access_denied')
      },
    })
    const auth = start(at)
    const browser = createBrowser(auth)
    const refused = await come(auth, browser, await begin(browser, at))
    expect(refused.headers.get('location')).toContain('code=provider_refused')
    expect(clears(refused)).toBe(true)
  })
})

it('an answer is not kept for longer than a minute', async () => {
  const clock = fakeClock(new Date().toISOString())
  const at = provider.issue()
  const auth = start(at, { now: clock.now })
  const browser = createBrowser(auth)
  const callback = await begin(browser, at)
  await come(auth, browser, callback)
  clock.advance({ minutes: 1 })
  const late = await come(auth, browser, callback)
  expect(sessionCookies(late)).toEqual([])
  expect(late.headers.get('location')).toContain('transaction_missing')
})

it('ten tabs that sign in at once all succeed, among leftovers and garbage', async () => {
  const at = provider.issue()
  const auth = start(at)
  const browser = createBrowser(auth)
  for (const name of ['garbage', 'AAAAAAAAAAAA', '%', 'x'.repeat(80)]) {
    browser.cookies.set(`sojourn.transaction.${name}`, 'garbage')
  }
  browser.cookies.set('sojourn.finished', 'garbage')
  await begin(browser, at)
  const callbacks: URL[] = []
  for (let tab = 0; tab < 10; tab++) callbacks.push(await begin(browser, at, 'one', `/tab/${tab}`))
  const answers = await Promise.all(
    callbacks.map(async (callback) => come(auth, browser, callback)),
  )
  expect(answers.map((answer) => answer.headers.get('location'))).toEqual(
    callbacks.map((_, tab) => `${origin}/tab/${tab}`),
  )
  expect(answers.flatMap(sessionCookies)).toHaveLength(10)
})
