import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { createPasswords, type PasswordMail } from '../../src/passwords/index.ts'
import { type Auth, createAuth } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { openRefreshToken } from '../../src/tokens/refresh-token.ts'
import { deriveTokenKeys } from '../../src/tokens/token-keys.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import {
  bearer,
  email,
  openSite,
  otherSecret,
  pairOf,
  password,
  secret,
  type Site,
  siteOn,
} from './support/site.ts'

// A password costs 40 ms of a core that nobody else wants.
vi.setConfig({ testTimeout: 30_000 })

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The engine on the same storage, with the same secret. */
function authOf({ storage, passwords, clock }: Site): Auth {
  return createAuth({
    secret,
    adapter: storage,
    providers: [passwords.provider()],
    now: clock.now,
    session: { strategy: 'database' },
  })
}

/** A browser in which Ada is signed in there. */
async function engineOf(site: Site): Promise<TestBrowser> {
  const auth = authOf(site)
  const browser = createBrowser(auth)
  await browser.post('/api/auth/callback/credentials', {
    csrfToken: await browser.csrfToken(),
    email,
    password,
  })
  expect(await browser.session()).toMatchObject({ user: { email } })
  return browser
}

/** A one-time token, as it is mailed. */
async function resetTokenOf({ storage, clock }: Site): Promise<string> {
  const mails: PasswordMail[] = []
  const works: Promise<void>[] = []
  const mailing = createPasswords(storage, {
    now: clock.now,
    send: (mail) => void mails.push(mail),
    waitUntil: (work) => void works.push(work),
  })
  await mailing.requestReset(email)
  await Promise.all(works)
  const [mail] = mails
  return mail?.kind === 'reset' ? mail.token : ''
}

const sessionCookie = 'next-auth.session-token'

describe('S4: tokens of one kind in the place of another', () => {
  it('are refused: what the engine has made, as bearer and as refresh token', async () => {
    const site = await openSite()
    const engine = await engineOf(site)
    const [record] = await site.records()
    const cookie = engine.cookies.get(sessionCookie) ?? ''
    const digest = `sha256:${createHash('sha256').update(cookie).digest('hex')}`
    expect(await site.storage.readSession([digest])).not.toBeNull()
    const reset = await resetTokenOf(site)
    const csrf = decodeURIComponent(engine.cookies.get('next-auth.csrf-token') ?? '')
    for (const token of [cookie, digest, record?.id ?? '', csrf, secret, reset]) {
      expect((await site.refresh(token)).body['code']).toBe('refresh_token_invalid')
      expect((await site.session(token)).body['code']).toBe('access_token_invalid')
      await site.post('/logout', { refreshToken: token }, bearer(token))
    }
    expect(await engine.session()).toMatchObject({ user: { email } })
    // None was used up by that.
    expect((await site.passwords.reset({ token: reset, password: 'a new one' })).email).toBe(email)
  })

  it('are refused: ours, and what is stored of them, in the cookie of the engine', async () => {
    const site = await openSite()
    const engine = await engineOf(site)
    const { token, refreshToken } = await site.login()
    const id = (await site.tokens.verify(token))?.sid
    const mac = refreshToken.split('.').at(-1) ?? ''
    const stored = [
      openRefreshToken([deriveTokenKeys(secret)], '["sojourn","sojourn"]', refreshToken)?.digest,
      `sha256:${createHash('sha256').update(refreshToken).digest('hex')}`,
    ].filter((digest) => digest !== undefined)
    expect(stored).toHaveLength(2)
    expect(await site.storage.readSession(stored.slice(0, 1))).not.toBeNull()
    for (const value of [token, refreshToken, mac, String(id), ...stored]) {
      engine.cookies.set(sessionCookie, value)
      expect(await engine.session()).toEqual({})
    }
    expect((await site.refresh(refreshToken)).status).toBe(200)
  })

  it('are refused: an access token as refresh token, and the other way round', async () => {
    const site = await openSite()
    const { token, refreshToken } = await site.login()
    expect((await site.refresh(token)).body['code']).toBe('refresh_token_invalid')
    expect((await site.session(refreshToken)).body['code']).toBe('access_token_invalid')
    expect(await site.tokens.verify(refreshToken)).toBeNull()
    expect(await site.records()).toHaveLength(1)
  })

  it('makes nobody a token of what the database holds', async () => {
    const storage = memoryStorage()
    const looked: string[] = []
    const site = await openSite({
      ...storage,
      createSession: (session, effects) => {
        looked.push(session.token)
        return storage.createSession(session, effects)
      },
      readSession: (forms) => {
        looked.push(...forms)
        return storage.readSession(forms)
      },
    })
    const { refreshToken } = await site.login()
    await site.refresh(refreshToken)
    expect(looked).toHaveLength(2)
    for (const digest of looked) {
      expect(digest).toMatch(/^sha256:[\da-f]{64}$/)
      expect((await site.refresh(digest)).body['code']).toBe('refresh_token_invalid')
      expect(digest).not.toContain(createHash('sha256').update(refreshToken).digest('hex'))
    }
  })
})

describe('sessions of both kinds', () => {
  it('are in one list, and end from either side', async () => {
    const site = await openSite()
    const auth = authOf(site)
    const engine = await engineOf(site)
    const { token, refreshToken } = await site.login()
    const { sid = '' } = (await site.tokens.verify(token)) ?? {}
    const ids = (await auth.listSessions(site.userId)).map(({ id }) => id)
    expect(ids).toHaveLength(2)
    expect(ids).toContain(sid)
    expect(await site.tokens.listSessions(site.userId)).toHaveLength(2)

    expect(await auth.revokeSession(site.userId, sid)).toBe(true)
    expect((await site.refresh(refreshToken)).body['code']).toBe('session_ended')
    const next = await site.login()
    await site.post('/sessions', { revoke: 'others' }, bearer(next.token))
    expect(await engine.session()).toEqual({})
    expect((await site.refresh(next.refreshToken)).status).toBe(200)
  })
})

describe('S4: an access token', () => {
  const keys = deriveTokenKeys(secret)

  /** A token of ours, with something changed. */
  async function changed(
    site: Site,
    change: {
      header?: Record<string, unknown>
      claims?: JWTPayload
      without?: string
      key?: KeyObject | Uint8Array
    },
  ): Promise<string> {
    const { token } = await site.login()
    const claims = Object.fromEntries(
      Object.entries({ ...decodeJwt(token), ...change.claims }).filter(
        ([name]) => name !== change.without,
      ),
    )
    const header = { ...decodeProtectedHeader(token), ...change.header }
    return new SignJWT(claims)
      .setProtectedHeader(header as never)
      .sign(change.key ?? keys.privateKey)
  }

  it('is accepted when it is made by the right key, so that the refusals below mean something', async () => {
    const site = await openSite()
    expect((await site.session(await changed(site, {}))).status).toBe(200)
  })

  it.each<[string, Parameters<typeof changed>[1]]>([
    ['another type', { header: { typ: 'JWT' } }],
    ['the type of an ID token', { header: { typ: 'id_token' } }],
    ['no type', { header: { typ: undefined } }],
    ['no key id', { header: { kid: undefined } }],
    ['an unknown key id', { header: { kid: '__proto__' } }],
    ['another issuer', { claims: { iss: 'eve' } }],
    ['another audience', { claims: { aud: 'eve' } }],
    ['several audiences', { claims: { aud: ['sojourn', 'eve'] } }],
    ['a person that is no text', { claims: { sub: 7 as never } }],
    ['no person', { without: 'sub' }],
    ['no session', { without: 'sid' }],
    ['no end', { without: 'exp' }],
    ['an end that has passed', { claims: { exp: 1 } }],
    ['no id', { without: 'jti' }],
    ['another key under our id', { key: generateKeyPairSync('ed25519').privateKey }],
    [
      'HMAC with the public key as its key',
      {
        header: { alg: 'HS256' },
        key: keys.publicKey.export({ format: 'der', type: 'spki' }),
      },
    ],
    [
      'HMAC with the published x as its key',
      { header: { alg: 'HS256' }, key: Buffer.from(keys.jwk.x, 'base64url') },
    ],
    [
      'HMAC with the secret itself',
      { header: { alg: 'HS256' }, key: new TextEncoder().encode(secret) },
    ],
  ])('is refused with %s', async (_, change) => {
    const site = await openSite()
    const token = await changed(site, change)
    expect(await site.tokens.verify(token)).toBeNull()
    expect((await site.session(token)).body['code']).toBe('access_token_invalid')
  })

  it('is refused without a signature, whatever it calls that', async () => {
    const site = await openSite()
    const { token } = await site.login()
    const [, claims = '', signature = ''] = token.split('.')
    for (const alg of ['none', 'None', 'NONE', '', 'EdDSA', 'Ed25519', 'HS256']) {
      const header = encoded({ alg, typ: 'at+jwt', kid: keys.kid })
      for (const forged of [`${header}.${claims}.`, `${header}.${claims}`]) {
        expect(await site.tokens.verify(forged)).toBeNull()
      }
    }
    const withKey = encoded({ alg: 'EdDSA', typ: 'at+jwt', jwk: keys.jwk })
    expect(await site.tokens.verify(`${withKey}.${claims}.${signature}`)).toBeNull()
  })

  it('is read from a request only as RFC 6750 has it', async () => {
    const site = await openSite()
    const { token } = await site.login()
    const verify = async (authorization: string): Promise<boolean> => {
      const request = new Request('https://app.example.com/', { headers: { authorization } })
      return (await site.tokens.verify(request)) !== null
    }
    expect(await verify(`Bearer ${token}`)).toBe(true)
    expect(await verify(`bearer ${token}`)).toBe(true)
    for (const header of [
      token,
      `Basic ${token}`,
      `Bearer${token}`,
      `Bearer ${token} ${token}`,
      `Bearer ${token}, Bearer ${token}`,
      `Bearer "${token}"`,
      'Bearer',
      'null',
    ]) {
      expect(await verify(header), header.slice(0, 20)).toBe(false)
    }
    expect(await site.tokens.verify(new Request('https://app.example.com/'))).toBeNull()
    expect(await site.tokens.verify('')).toBeNull()
    expect(await site.tokens.verify('x'.repeat(10_000_000))).toBeNull()
  })
})

describe('S4: a refresh token', () => {
  it('is refused with any one character changed, more or less', async () => {
    const site = await openSite()
    const { refreshToken } = await site.login()
    for (let at = 0; at < refreshToken.length; at += 1) {
      for (const other of ['A', 'B', '.', '0', 'a', ' ', '\0']) {
        if (refreshToken[at] === other) continue
        const forged = refreshToken.slice(0, at) + other + refreshToken.slice(at + 1)
        expect((await site.refresh(forged)).body['code']).toBe('refresh_token_invalid')
      }
    }
    const [version = '', id = '', user = '', , mac = ''] = refreshToken.split('.')
    for (const forged of [
      `${refreshToken}A`,
      `${refreshToken}=`,
      ` ${refreshToken}`,
      refreshToken.slice(0, -1),
      [version, id, user, '1', mac].join('.'),
      [version, id, user, '00', mac].join('.'),
      [version, id, user, '-1', mac].join('.'),
      [version, id, `${user}=`, '0', mac].join('.'),
      refreshToken.toUpperCase(),
    ]) {
      expect((await site.refresh(forged)).body['code']).toBe('refresh_token_invalid')
    }
    expect((await site.refresh(refreshToken)).status).toBe(200)
  })

  it.each([[undefined], [null], [7], [true], [['x']], [{}], [''], ['null']])(
    'is refused if it is %j',
    async (refreshToken) => {
      const site = await openSite()
      await site.login()
      expect(await site.refresh(refreshToken)).toMatchObject({
        status: 401,
        body: { code: 'refresh_token_invalid' },
      })
    },
  )

  it('is good only for its issuer and audience, and only under its secrets', async () => {
    const storage = memoryStorage()
    const site = await openSite(storage)
    const { token, refreshToken } = await site.login()
    for (const options of [
      { issuer: 'https://other.example' },
      { audience: 'https://other.example' },
      { secret: otherSecret },
    ]) {
      const other = siteOn(storage, site.clock, options)
      expect((await other.refresh(refreshToken)).body['code']).toBe('refresh_token_invalid')
      expect(await other.tokens.verify(token)).toBeNull()
      await other.post('/logout', { refreshToken }, bearer(token))
    }
    expect(pairOf(await site.refresh(refreshToken)).refreshToken).toMatch(/\.1\./)
  })
})
