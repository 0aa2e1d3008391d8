/**
 * C4, C5, C7, ASVS 15.4: many tabs, many people and much garbage at once.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeProvider, fakeProvider } from '../../src/testing/fake-provider.ts'
import { origin, type TestBrowser } from '../support/browser.ts'
import {
  attackedApplication,
  beginAtProvider,
  browserOf,
  comeBack,
  enter,
  requestMail,
} from './support/application.ts'
import { recordedStrategies } from '../support/storages.ts'

const strategies = [
  ['sealed', { strategy: 'jwt' as const }, undefined],
  ...recordedStrategies,
] as const

let provider: FakeProvider

beforeAll(async () => {
  provider = await fakeProvider()
})
afterAll(() => provider.close())

/** Octets that common servers take in all headers of a request. */
const headerLimit = 16 * 1024

function sizeOf(browser: TestBrowser): number {
  return [...browser.cookies].map((pair) => pair.join('=')).join('; ').length
}

describe.each(strategies)('C5: with sessions %s', (_, session, open) => {
  async function start() {
    const adapter = await open?.()
    return attackedApplication({ provider, session, ...(adapter && { adapter }) })
  }

  it.each([
    ['in order', (callbacks: URL[]) => callbacks],
    ['in the other order', (callbacks: URL[]) => callbacks.toReversed()],
  ] as const)('ten tabs that sign in at once all finish, %s', async (_, order) => {
    const browser = browserOf(await start())
    const tabs = Array.from({ length: 10 }, (_, tab) => tab)
    const callbacks: URL[] = []
    for (const tab of tabs) {
      callbacks.push(await beginAtProvider(browser, { callbackUrl: `/tab${tab}` }))
      expect(sizeOf(browser)).toBeLessThan(headerLimit)
    }
    const ended: string[] = []
    for (const callback of order(callbacks)) {
      const answer = await comeBack(browser, callback)
      expect(answer.status).toBe(302)
      ended.push(answer.headers.get('location') ?? '')
      expect(await browser.session()).toHaveProperty('user')
    }
    expect(ended.toSorted()).toEqual(tabs.map((tab) => `http://localhost:3000/tab${tab}`))
    const left = [...browser.cookies.keys()].filter((name) =>
      name.startsWith('sojourn.transaction'),
    )
    expect(left).toEqual([])
  })

  it('ten tabs that come back in the same moment all finish', async () => {
    const app = await start()
    const browser = browserOf(app)
    const callbacks: URL[] = []
    for (let tab = 0; tab < 10; tab++) {
      callbacks.push(await beginAtProvider(browser, { callbackUrl: `/tab${tab}` }))
    }
    const requests = callbacks.map(({ href }) => browser.request(href))
    const answers = await Promise.all(requests.map((request) => app.auth.handle(request)))
    expect(answers.map(({ headers }) => headers.get('location') ?? '').toSorted()).toEqual(
      callbacks.map((_, tab) => `http://localhost:3000/tab${tab}`).toSorted(),
    )
    for (const answer of answers) browser.receive(answer)
    expect(await browser.session()).toHaveProperty('user')
  })

  it('C4: ten people who sign in for the first time by one account are one person', async () => {
    const app = await start()
    const browsers = Array.from({ length: 10 }, () => browserOf(app))
    const callbacks = await Promise.all(browsers.map((browser) => beginAtProvider(browser)))
    await Promise.all(
      browsers.map(async (browser, n) => comeBack(browser, callbacks.at(n) ?? new URL(origin))),
    )
    const people = await Promise.all(
      browsers.map(async (browser) => (await app.auth.getToken(browser.request('/')))?.sub),
    )
    expect(new Set(people).size).toBe(1)
    expect(people[0]).toBeDefined()
  })

  it('C7, CVE-2026-40155: each of a hundred people at once sees only what is theirs', async () => {
    const app = await start()
    const people = Array.from({ length: 100 }, (_, n) => `Person${n}`)
    const browsers = await Promise.all(
      people.map(async (name) => {
        const browser = browserOf(app)
        await enter(browser, name)
        return browser
      }),
    )
    const rounds = Array.from({ length: 10 }, () => browsers).flat()
    const seen = await Promise.all(
      rounds.map(async (browser, index) => {
        if (index % 3 === 0) return app.auth.getSession(browser.request('/'))
        if (index % 3 === 1) return (await app.auth.renewSession(browser.request('/'))).session
        return browser.session()
      }),
    )
    for (const [index, session] of seen.entries()) {
      expect(session).toMatchObject({ user: { name: people[index % 100] } })
    }
  })
})

describe('C5: what is left of earlier sign-ins (nuxt-auth-utils 461)', () => {
  const garbage = {
    'twelve of garbage': Array.from({ length: 12 }, (_, n) => [
      `sojourn.transaction.garbage${n}`,
      'x',
    ]),
    'sixty-four of garbage': Array.from({ length: 64 }, (_, n) => [
      `sojourn.transaction.g${n}`,
      'x.y',
    ]),
    'oversized ones': Array.from({ length: 3 }, (_, n) => [
      `sojourn.transaction.large${n}`,
      'x'.repeat(4000),
    ]),
    'names that are none': [
      ['sojourn.transaction.', 'x'],
      ['sojourn.transaction.__proto__', 'x'],
      ['sojourn.transaction.%00', 'x'],
      [`sojourn.transaction.${'n'.repeat(300)}`, 'x'],
    ],
    'those of other hosts and systems': [
      ['__Host-sojourn.transaction.abcdefghijkl', 'x'],
      ['next-auth.state', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0....'],
      ['next-auth.pkce.code_verifier', 'x'],
      ['next-auth.nonce', 'x'],
      ['authjs.state', 'x'],
      ['__Secure-next-auth.session-token', 'x'],
      ['nuxt-auth-state', 'x'],
    ],
    'a session that is none': [
      ['next-auth.session-token', 'x'],
      ['next-auth.session-token.0', 'x'],
      ['authjs.session-token', 'x'],
      ['sojourn.ended-sessions', 'x.y.z'],
      ['sojourn.email-code', 'x'],
      ['next-auth.callback-url', '%E0%A4%A'],
      ['next-auth.csrf-token', 'x|y'],
    ],
  } as const satisfies Record<string, readonly (readonly string[])[]>

  it.each(Object.entries(garbage))('blocks nobody: %s', async (_, cookies) => {
    const app = attackedApplication({ provider })
    for (const way of ['provider', 'credentials', 'link', 'code'] as const) {
      const browser = browserOf(app)
      for (const [name = '', value = ''] of cookies) browser.cookies.set(name, value)
      if (way === 'provider') await comeBack(browser, await beginAtProvider(browser))
      if (way === 'credentials') await enter(browser)
      if (way === 'link') {
        const { token, identifier } = await requestMail(app, browser, 'link')
        const csrfToken = await browser.csrfToken()
        await browser.post('/api/auth/callback/link', { csrfToken, token, email: identifier })
      }
      if (way === 'code') {
        const { token } = await requestMail(app, browser, 'code')
        const csrfToken = await browser.csrfToken()
        await browser.post('/api/auth/callback/code', { csrfToken, code: token })
      }
      expect(await browser.session(), way).toHaveProperty('user')
    }
  })

  it('of forty that were never finished, few are kept, and the newest counts', async () => {
    const browser = browserOf(attackedApplication({ provider }))
    let callback: URL | undefined
    for (let n = 0; n < 40; n++) {
      const long = `/${'x'.repeat(n * 40)}`
      callback = await beginAtProvider(browser, { callbackUrl: long })
      expect(sizeOf(browser)).toBeLessThan(headerLimit)
    }
    if (callback !== undefined) await comeBack(browser, callback)
    expect(await browser.session()).toHaveProperty('user')
  })

  it('of a provider that was refused leaves nothing behind', async () => {
    const refusing = await fakeProvider()
    refusing.refuse('access_denied')
    const browser = browserOf(attackedApplication({ provider: refusing }))
    for (let n = 0; n < 5; n++) await comeBack(browser, await beginAtProvider(browser))
    expect([...browser.cookies.keys()].filter((name) => name.includes('transaction'))).toEqual([])
    expect(await browser.session()).toEqual({})
    await refusing.close()
  })
})
