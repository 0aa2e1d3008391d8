/**
 * `signIn` and `signOut` of the client against the engine itself, on both wires: what the caller is told, for every
 * kind of provider.
 *
 * @module
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSessionClient } from '../../src/client/session-client.ts'
import type { AuthConfig } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fakeProvider, type FakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, origin } from '../support/browser.ts'
import { createFakeBrowser } from '../support/fake-browser.ts'
import { passwordProvider, testAuth } from '../support/test-auth.ts'

let provider: FakeProvider
beforeAll(async () => {
  provider = await fakeProvider()
})
afterAll(async () => provider.close())

const wires = [['v4'], ['v5']] as const

/** A page of an application, whose requests reach the engine with the cookies of its browser. */
function setUp(wire: 'v4' | 'v5', config: Partial<AuthConfig> = {}) {
  const auth = testAuth({
    wire,
    adapter: memoryStorage(),
    session: { strategy: 'jwt' },
    providers: [
      passwordProvider,
      provider.config,
      { id: 'email', name: 'Mail', type: 'email', sendVerificationRequest: () => undefined },
    ],
    ...config,
  })
  const browser = createBrowser(auth)
  const page = createFakeBrowser()
  const { environment, visited, popups } = page.openTab()
  const href = `${origin}/inbox?unread=1`
  const client = createSessionClient({
    environment: { ...environment, href: () => href },
    session: null,
    fetch: async (input, init) => {
      const response = await auth.handle(browser.request(input as string, init))
      browser.receive(response)
      return response
    },
  })
  return { browser, page, client, visited, popups, href }
}

const right = { username: 'ada', password: 'engine', redirect: false }
const mail = { email: 'ada@example.com', redirect: false }

describe.each(wires)('on the wire of %s', (wire) => {
  it.each([[undefined], ['/inbox'], [`${origin}/inbox?a=b#c`]])(
    'signIn with a password signs in and stays: %s',
    async (callbackUrl) => {
      const { client, browser, visited, href } = setUp(wire)
      await expect(client.signIn('credentials', { ...right, callbackUrl })).resolves.toEqual({
        error: undefined,
        code: undefined,
        status: 200,
        ok: true,
        url: new URL(callbackUrl ?? href, origin).href,
      })
      expect(client.store.get().data?.user?.name).toBe('Ada')
      expect(visited).toEqual([])
      await expect(client.signOut({ redirect: false })).resolves.toMatchObject({ ok: true })
      expect(client.store.get().status).toBe('unauthenticated')
      expect(await browser.get('/api/auth/session').then(async (r) => r.json())).toEqual(
        wire === 'v4' ? {} : null,
      )
    },
  )

  it('signIn with a wrong password says so', async () => {
    const { client, visited } = setUp(wire)
    await expect(client.signIn('credentials', { ...right, password: 'no' })).resolves.toEqual({
      error: 'CredentialsSignin',
      code: expect.any(String) as string,
      status: wire === 'v4' ? 401 : 200,
      ok: false,
      url: null,
    })
    expect(visited).toEqual([])
    expect(client.store.get().status).toBe('unauthenticated')
  })

  it('signIn by e-mail tells where the browser should go', async () => {
    const { client, visited } = setUp(wire)
    await expect(client.signIn('email', mail)).resolves.toEqual({
      error: undefined,
      code: undefined,
      status: 200,
      ok: true,
      url: expect.stringContaining('/api/auth/verify-request') as string,
    })
    await expect(client.signIn('email', { ...mail, email: 'none' })).resolves.toMatchObject({
      ok: false,
      error: expect.stringMatching(wire === 'v4' ? /^EmailSignin$/ : /^Configuration$/) as string,
      url: null,
    })
    expect(visited).toEqual([])
  })

  it('signIn at a provider tells where the browser should go', async () => {
    const { client, visited } = setUp(wire)
    const result = await client.signIn('fake', { redirect: false }, { login_hint: 'ada' })
    expect(result).toMatchObject({ ok: true, status: 200, error: undefined, code: undefined })
    expect(new URL(result.url ?? '').searchParams.get('login_hint')).toBe('ada')
    expect(visited).toEqual([])
  })

  it('signIn is refused for every provider alike', async () => {
    const refused = { ok: false, url: null, error: 'AccessDenied', code: 'access_denied' }
    const { client, visited } = setUp(wire, { callbacks: { signIn: () => false } })
    for (const [id, fields] of [
      ['credentials', right],
      ['email', mail],
    ] as const) {
      await expect(client.signIn(id, fields)).resolves.toMatchObject(refused)
    }
    expect(visited).toEqual([])
  })

  it('signIn at a provider in a window comes back signed in', async () => {
    const { client, browser, page, popups, href } = setUp(wire)
    const result = client.signIn('fake', { popup: true })
    const [popup] = popups
    await expect.poll(() => popup?.visited.length).toBe(1)
    const atProvider = await fetch(popup?.visited[0] ?? '', { redirect: 'manual' })
    const back = new URL(atProvider.headers.get('location') ?? '')
    const landed = await browser.get(back.pathname + back.search)
    expect(landed.headers.get('location')).toBe(href)
    popup?.show(landed.headers.get('location') ?? '')
    page.advance(250)
    await expect(result).resolves.toMatchObject({ ok: true, url: href })
    expect(client.store.get().data?.user?.name).toBe('Ada Lovelace')
    expect(popup?.isClosed()).toBe(true)
  })
})
