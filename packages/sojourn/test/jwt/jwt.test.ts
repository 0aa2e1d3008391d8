/**
 * `sojourn/jwt`, held to what NextAuth v4 and Auth.js v5 seal and open themselves.
 *
 * @module
 */
import { decode as decodeV5, encode as encodeV5 } from '@auth/core/jwt'
import { decode as decodeV4, encode as encodeV4 } from 'next-auth/jwt'
import { NextRequest } from 'next/server.js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decode, type DefaultJWT, encode, getToken, type JWT } from '../../src/jwt/index.ts'
import { createBrowser } from '../support/browser.ts'
import { secret, signInAda, testAuth } from '../support/test-auth.ts'

const claims = { name: 'Ada', email: 'ada@example.com', sub: '1' }
const v4Cookie = 'next-auth.session-token'
const v5Cookie = 'authjs.session-token'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

describe('encode and decode', () => {
  it('are opened and sealed by NextAuth v4', async () => {
    expect(
      await decodeV4({ token: await encode({ token: claims, secret }), secret }),
    ).toMatchObject(claims)
    expect(
      await decode({ token: await encodeV4({ token: claims, secret }), secret }),
    ).toMatchObject(claims)
  })

  it('take the salt of NextAuth v4', async () => {
    const salt = 'next-auth.state'
    const token = await encode({ token: claims, secret, salt })
    expect(await decodeV4({ token, secret, salt })).toMatchObject(claims)
    expect(await decode({ token, secret })).toBeNull()
  })

  it('are opened and sealed by Auth.js v5', async () => {
    const salt = v5Cookie
    const token = await encode({ token: claims, secret, salt, wire: 'v5' })
    expect(await decodeV5({ token, secret: ['a newer one', secret], salt })).toMatchObject(claims)
    const theirs = await encodeV5({ token: claims, secret, salt })
    expect(await decode({ token: theirs, secret, salt })).toMatchObject(claims)
    expect(await decode({ token: theirs, secret, salt: `__Secure-${v5Cookie}` })).toBeNull()
  })

  it('open what an older secret of a list sealed', async () => {
    for (const wire of ['v4', 'v5'] as const) {
      const token = await encode({ token: claims, secret: 'old', salt: 'x', wire })
      expect(await decode({ token, secret: ['new', 'old'], salt: 'x' })).toMatchObject(claims)
      expect(await decode({ token, secret: 'new', salt: 'x' })).toBeNull()
    }
  })

  it.each(['', 'x', '....', 'eyJhbGciOiJub25lIn0.e30.', 'a'.repeat(10_000), '%'])(
    'say null to %j',
    async (token) => {
      expect(await decode({ token, secret })).toBeNull()
      expect(await decode({ token, secret, salt: v5Cookie })).toBeNull()
    },
  )

  it('open nothing that has expired, but for 15 seconds of difference between clocks', async () => {
    vi.useFakeTimers()
    const token = await encode({ token: claims, secret, maxAge: 60 })
    vi.advanceTimersByTime(74_000)
    expect(await decode({ token, secret })).not.toBeNull()
    vi.advanceTimersByTime(2000)
    expect(await decode({ token, secret })).toBeNull()
  })

  it('need a secret, and for Auth.js v5 a salt', async () => {
    await expect(encode({ token: claims, secret: '' })).rejects.toThrow('no secret')
    await expect(decode({ token: 'x', secret: [] })).rejects.toThrow('no secret')
    await expect(encode({ token: claims, secret, wire: 'v5' })).rejects.toThrow('salt')
  })
})

describe('getToken', () => {
  it('reads the session of a request', async () => {
    const browser = createBrowser(testAuth())
    await signInAda(browser)
    const token = await getToken({ req: browser.request('/'), secret })
    expect(token).toMatchObject(claims)
    expect(Object.keys(token ?? {})).not.toContain('sojourn.session')
  })

  it.each([
    ['node:http', (cookie: string) => ({ headers: { cookie } })],
    ['a web request', (cookie: string) => new Request('http://x', { headers: { cookie } })],
    [
      'parsed cookies',
      (cookie: string) => {
        const [name = '', value = ''] = cookie.split('=')
        return { cookies: { [name]: value } }
      },
    ],
  ])('reads cookies of %s', async (_, requestOf) => {
    const token = await encodeV4({ token: claims, secret })
    const read = await getToken({ req: requestOf(`${v4Cookie}=${token}`), secret })
    expect(read).toMatchObject(claims)
  })

  it.each([
    [
      'Next',
      (name: string, value: string) =>
        new NextRequest('http://x', { headers: { cookie: `${name}=${value}` } }).cookies,
    ],
    ['a Map', (name: string, value: string) => new Map([[name, value]])],
    ['a framework', (name: string, value: string) => ({ [name]: value })],
  ])('reads what %s parsed where the header lacks it, in chunks too', async (_, cookiesOf) => {
    const token = await encodeV4({ token: claims, secret })
    const headers = new Headers({ cookie: 'theme=dark' })
    for (const name of [v4Cookie, `${v4Cookie}.0`]) {
      const cookies = cookiesOf(name, token)
      expect(await getToken({ req: { headers, cookies }, secret })).toMatchObject(claims)
      expect(await getToken({ req: { cookies }, secret, raw: true })).toBe(token)
    }
  })

  it('believes the header where both have a cookie', async () => {
    const token = await encodeV4({ token: claims, secret })
    const other = await encodeV4({ token: { sub: '2' }, secret })
    const req = {
      headers: { cookie: `${v4Cookie}=${token}` },
      cookies: { [v4Cookie]: other },
    }
    expect(await getToken({ req, secret })).toMatchObject(claims)
  })

  it('takes no cookie from what every object has', async () => {
    expect(await getToken({ req: { cookies: {} }, secret, cookieName: 'constructor' })).toBeNull()
  })

  it('says that there is no secret, for anybody, and does not sign all out', async () => {
    vi.stubEnv('AUTH_SECRET', '')
    vi.stubEnv('NEXTAUTH_SECRET', '')
    const token = await encodeV4({ token: claims, secret })
    const req = { headers: { cookie: `${v4Cookie}=${token}` } }
    await expect(getToken({ req })).rejects.toThrow('no secret')
    await expect(getToken({ req: {} })).rejects.toThrow('no secret')
    await expect(getToken({ req, secret: '' })).rejects.toThrow('no secret')
    expect(await getToken({ req, raw: true })).toBe(token)
  })

  it.each([
    [v4Cookie, undefined],
    [`__Secure-${v4Cookie}`, undefined],
    [v5Cookie, v5Cookie],
    [`__Secure-${v5Cookie}`, `__Secure-${v5Cookie}`],
  ])('finds the cookie %s', async (name, salt) => {
    const token =
      salt === undefined
        ? await encodeV4({ token: claims, secret })
        : await encodeV5({ token: claims, secret, salt })
    const req = { headers: { cookie: `a=b; ${name}=${token}` } }
    expect(await getToken({ req, secret })).toMatchObject(claims)
    expect(await getToken({ req, secret, raw: true })).toBe(token)
    expect(await getToken({ req, secret, secureCookie: name === 'x' })).toEqual(
      name.startsWith('__Secure-') ? null : expect.objectContaining(claims),
    )
  })

  it('joins chunks, and knows a cookie of another name', async () => {
    const token = await encode({ token: { ...claims, much: 'x'.repeat(5000) }, secret })
    const cookie = `mine.1=${token.slice(3000)}; mine.0=${token.slice(0, 3000)}`
    expect(
      await getToken({ req: { headers: { cookie } }, secret, cookieName: 'mine' }),
    ).toMatchObject(claims)
  })

  it('reads a bearer token, of either form', async () => {
    for (const token of [
      await encodeV4({ token: claims, secret }),
      await encodeV5({ token: claims, secret, salt: v5Cookie }),
    ]) {
      const headers = { authorization: `Bearer ${encodeURIComponent(token)}` }
      expect(await getToken({ req: { headers }, secret })).toMatchObject(claims)
    }
  })

  it.each(['Bearer %', 'Bearer', 'Bearer x', 'Basic eDp5', '', 'bearer  '])(
    'says null to the header %j (F2)',
    async (authorization) => {
      expect(await getToken({ req: { headers: { authorization } }, secret })).toBeNull()
    },
  )

  it('takes the secret of the environment', async () => {
    vi.stubEnv('AUTH_SECRET', secret)
    const token = await encodeV4({ token: claims, secret })
    const req = { headers: { cookie: `${v4Cookie}=${token}` } }
    expect(await getToken({ req })).toMatchObject(claims)
  })

  it('hands a decode function what is in the cookie, and what it throws means nobody', async () => {
    const req = { headers: { cookie: `${v4Cookie}=abc` } }
    expect(
      await getToken({ req, secret, decode: async ({ token }) => ({ sub: token ?? '' }) }),
    ).toEqual({ sub: 'abc' })
    const decode = async (): Promise<null> => Promise.reject(new Error('bad'))
    expect(await getToken({ req, secret, decode })).toBeNull()
  })
})

describe('DefaultJWT', () => {
  it('may be extended as that of next-auth', () => {
    interface Claims extends DefaultJWT {
      role: string
    }
    const claims: Claims = { sub: '1', name: null, role: 'admin' }
    const token: JWT = claims
    expect(token.sub).toBe('1')
  })
})
