import { describe, expect, it } from 'vitest'
import { createTokenWorld, flush, jwt, rotating } from '../../../test/support/fake-token-world.ts'
import { readAccessExpiry } from './access-expiry.ts'

const hour = 3_600_000

async function setUp() {
  const world = createTokenWorld()
  const tab = world.openTab()
  return { ...world, world, tab }
}

describe('what an access token says of its time', () => {
  it.each([
    ['its end, 30 seconds early', { iat: 1000, exp: 4600 }, [1_000_000, 4_600_000, 4_570_000]],
    ['the last fifth of a short life', { iat: 1000, exp: 1050 }, [1_000_000, 1_050_000, 1_040_000]],
    ['no beginning', { exp: 4600 }, [undefined, 4_600_000, 4_570_000]],
    [
      'a beginning that makes no sense',
      { iat: 9000, exp: 4600 },
      [undefined, 4_600_000, 4_570_000],
    ],
  ])('is %s', (_, claims, [issuedAt, endsAt, renewAt]) => {
    expect(readAccessExpiry(jwt(claims))).toEqual({ issuedAt, endsAt, renewAt })
  })

  it.each([
    ['is opaque', 'b7f1'],
    ['looks like a number', '123'],
    ['has no JSON in it', 'a.b.c'],
    ['is a list', `a.${btoa('[1]')}.c`],
    ['never ends', jwt({ iat: 5 })],
    ['ends some day', jwt({ exp: 'soon' })],
  ])('is nothing if it %s', (_, token) => expect(readAccessExpiry(token)).toBeUndefined())

  it('is read whatever characters are in the name beside it', () => {
    expect(readAccessExpiry(jwt({ name: 'Žofie ÿ?>', exp: 5 }))?.endsAt).toBe(5000)
  })
})

describe('the access token of a tab that is looked at', () => {
  it('is renewed before it ends, once, and again', async () => {
    const { tab, browser, backend } = await setUp()
    await tab.client.signIn({ user: 'ada' })
    backend.routes()
    browser.advance(869_999)
    expect(backend.routes()).toEqual([])
    browser.advance(1)
    await flush()
    expect(backend.routes()).toEqual(['POST /refresh'])
    browser.advance(870_000)
    await flush()
    expect(backend.routes()).toEqual(['POST /refresh'])
  })

  it('is renewed when its cookie goes, if it says nothing', async () => {
    const { tab, browser, backend } = await setUp()
    backend.isJwt = false
    await tab.client.signIn({ user: 'ada' })
    backend.routes()
    browser.advance(1_799_999)
    expect(backend.routes()).toEqual([])
    browser.advance(1)
    await flush()
    expect(backend.routes()).toEqual(['POST /refresh'])
  })

  it('is not renewed while the tab is hidden, but when it is seen again', async () => {
    const { tab, browser, backend } = await setUp()
    await tab.client.signIn({ user: 'ada' })
    backend.routes()
    tab.hide()
    browser.advance(hour)
    await flush()
    expect(backend.routes()).toEqual([])
    tab.show()
    await flush()
    expect(backend.routes()).toEqual(['POST /refresh', 'GET /session'])
  })

  it('is renewed after the device slept over its end', async () => {
    const { tab, browser, backend } = await setUp()
    await tab.client.signIn({ user: 'ada' })
    backend.routes()
    browser.suspend(24 * hour)
    tab.show()
    await flush()
    expect(backend.routes()).toEqual(['POST /refresh', 'GET /session'])
    expect(tab.state()).toMatchObject({ status: 'authenticated', data: { name: 'ada' } })
  })

  it('is left alone where nobody is signed in by it, and where refreshing is off', async () => {
    const { tab, world, browser, backend } = await setUp()
    await tab.client.signIn({ user: 'ada' }, { callGetSession: false })
    backend.routes()
    browser.advance(870_000)
    await flush()
    expect(backend.routes()).toEqual([])
    const off = { ...rotating, refresh: { ...rotating.refresh, isEnabled: false } }
    world.openTab({ provider: off, snapshot: { data: { name: 'ada' } } })
    browser.advance(hour)
    await flush()
    expect(backend.routes()).toEqual([])
  })
})

describe('a device whose clock is wrong', () => {
  it.each([hour, -hour])('by %i ms renews when it is time', async (skew) => {
    const { tab, browser, backend } = await setUp()
    backend.skew = skew
    await tab.client.signIn({ user: 'ada' })
    expect(backend.routes()).toEqual(['POST /login', 'GET /session'])
    browser.advance(868_000)
    await flush()
    expect(await tab.client.getToken()).toBe(tab.state().token)
    expect(backend.routes()).toEqual([])
    browser.advance(3000)
    await flush()
    expect(backend.routes()).toEqual(['POST /refresh'])
  })

  it.each([hour, -hour])('by %i ms knows it by the server that rendered the page', async (skew) => {
    const { tab, world, browser, backend } = await setUp()
    backend.skew = skew
    await tab.client.signIn({ user: 'ada' })
    tab.leave()
    backend.routes()
    const late = world.openTab({
      snapshot: { data: { name: 'ada' }, serverTime: browser.now() + skew },
    })
    late.client.start()
    browser.advance(860_000)
    await flush()
    expect(backend.routes()).toEqual([])
    browser.advance(15_000)
    await flush()
    expect(backend.routes()).toEqual(['POST /refresh'])
  })

  it('does not refresh for ever if tokens seem over when they come', async () => {
    const { tab, browser, backend } = await setUp()
    backend.skew = -hour
    backend.saysIssuedAt = false
    await tab.client.signIn({ user: 'ada' })
    expect(await tab.client.getToken()).toBe(tab.state().token)
    await tab.client.refresh()
    browser.advance(60_000)
    await flush()
    expect(await tab.client.getToken()).toBe(tab.state().token)
    expect(backend.routes()).toEqual([
      'POST /login',
      'GET /session',
      'POST /refresh',
      'GET /session',
    ])
  })
})

describe('a token for a request', () => {
  it('is null for nobody, and where it has ended and cannot be renewed', async () => {
    const { tab, browser, backend } = await setUp()
    expect(await tab.client.getToken()).toBeNull()
    await tab.client.signIn({ user: 'ada' })
    const { token } = tab.state()
    backend.failing.set('POST /refresh', 500)
    browser.suspend(880_000)
    expect(await tab.client.getToken()).toBe(token)
    browser.suspend(30_000)
    expect(await tab.client.getToken()).toBeNull()
    browser.suspend(hour)
    expect(await tab.client.getToken()).toBeNull()
    expect(tab.state().status).toBe('authenticated')
  })

  it('is as good as any if it does not say when it ends', async () => {
    const { tab, world, browser } = await setUp()
    await tab.client.signIn({ user: 'ada' })
    browser.suspend(901_000)
    world.isHeld = true
    const asked = tab.client.getToken()
    await flush()
    tab.client.setToken('123')
    world.find('POST /refresh').lose()
    expect(await asked).toBe('123')
  })
})

describe('a request of the application', () => {
  it('is run once, without a header, for nobody', async () => {
    const { tab, backend } = await setUp()
    const seen: unknown[] = []
    const run = async (headers: unknown): Promise<{ status: number }> => {
      seen.push(headers)
      return { status: 401 }
    }
    expect(await tab.client.authorized(run)).toEqual({ status: 401 })
    expect(seen).toEqual([{}])
    expect(backend.routes()).toEqual([])
  })

  it.each([
    [
      'rejects with',
      async () => Promise.reject(Object.assign(new Error('no'), { statusCode: 401 })),
    ],
    ['returns', async () => ({ status: 401 })],
  ])('is run again if it %s a 401, and what comes of it then counts', async (_, refuse) => {
    const { tab, backend } = await setUp()
    await tab.client.signIn({ user: 'ada' })
    backend.routes()
    const seen: unknown[] = []
    const { token } = tab.state()
    const result = await tab.client.authorized<unknown>(async (headers) => {
      seen.push(headers['Authorization'])
      return seen.length === 1 ? refuse() : 'done'
    })
    expect(result).toBe('done')
    expect(seen).toEqual([`Bearer ${token}`, `Bearer ${tab.state().token}`])
    expect(seen[0]).not.toBe(seen[1])
    expect(backend.routes()).toEqual(['POST /refresh'])
  })

  it('is not run again for another error, nor if the refresh does not help', async () => {
    const { tab, backend } = await setUp()
    await tab.client.signIn({ user: 'ada' })
    const failed = Object.assign(new Error('no'), { status: 500 })
    await expect(tab.client.authorized(async () => Promise.reject(failed))).rejects.toBe(failed)
    backend.failing.set('POST /refresh', 500)
    let runs = 0
    const refused = Object.assign(new Error('no'), { status: 401 })
    const run = async (): Promise<never> => {
      runs++
      throw refused
    }
    await expect(tab.client.authorized(run)).rejects.toBe(refused)
    backend.failing.set('POST /refresh', 401)
    await expect(tab.client.authorized(run)).rejects.toBe(refused)
    expect(runs).toBe(2)
    expect(tab.state()).toMatchObject({ data: null, token: null })
  })
})
