/**
 * A provider that misbehaves in every way that we know of. Whatever must be refused is refused for its own
 * reason, in time, and signs nobody in.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { type Auth, createAuth } from '../../../src/server/index.ts'
import { createBrowser, origin, type TestBrowser } from '../../support/browser.ts'
import {
  encode,
  es256,
  hs256,
  type MaliciousIssuer,
  type MaliciousProvider,
  publish,
  rs256,
  useMaliciousProvider,
} from '../../support/malicious-provider.ts'
import { secret } from '../../support/test-auth.ts'
import {
  callbackCases,
  metadataCases,
  pushedCases,
  tokenCases,
  userinfoCases,
} from './answer-cases.ts'
import { type Case, fromNow, having } from './cases.ts'
import { claimCases, keyCases, signatureCases } from './id-token-cases.ts'

interface Application {
  readonly auth: Auth
  readonly reports: string[]
}

const provider = useMaliciousProvider()

function start(at: MaliciousIssuer, config: Case['config'] = {}): Application {
  const reports: string[] = []
  const log = (code: string, detail: unknown): number => reports.push(`${code} ${String(detail)}`)
  const auth = createAuth({
    secret,
    logger: { error: log, warn: log },
    providers: [
      {
        id: 'one',
        name: 'One',
        type: 'oidc',
        issuer: at.issuer,
        clientId: 'client',
        clientSecret: 's',
        ...config,
      },
    ],
  })
  return { auth, reports }
}

/** Begins a sign-in, and follows it as far as it goes. */
async function signIn(browser: TestBrowser, at: MaliciousIssuer): Promise<Response> {
  const csrfToken = await browser.csrfToken()
  const begun = await browser.post('/api/auth/signin/one', { csrfToken, callbackUrl: '/account' })
  const location = begun.headers.get('location') ?? ''
  if (!location.startsWith(at.issuer)) return begun
  const callback = at.authorize(location)
  return browser.get(callback.pathname + callback.search)
}

async function expectRefused(
  { auth, reports }: Application,
  browser: TestBrowser,
  response: Response,
  { code = 'provider_response_invalid', because = /./ }: Pick<Case, 'code' | 'because'>,
): Promise<void> {
  const location = new URL(response.headers.get('location') ?? '')
  expect(location.origin).toBe(origin)
  expect({ code: location.searchParams.get('code'), reports }).toMatchObject({ code })
  expect(reports.join('\n')).toMatch(because)
  expect([...browser.cookies.keys()].join()).not.toContain('session-token')
  expect(await auth.getSession(browser.request('/'))).toBeNull()
  expect(reports.join('\n')).not.toContain('secret-access-token')
}

describe('refused is', { concurrent: true, timeout: 15_000 }, () => {
  const cases: readonly Case[] = [
    ...signatureCases,
    ...keyCases,
    ...claimCases,
    ...tokenCases,
    ...metadataCases,
    ...pushedCases,
    ...userinfoCases,
    ...callbackCases,
  ]

  it.each(cases)('$name', async (row) => {
    const at = provider.issue(row.does)
    const application = start(at, row.config)
    const browser = createBrowser(application.auth)
    const started = performance.now()
    const response = await signIn(browser, at)
    expect(performance.now() - started).toBeLessThan(6000)
    await expectRefused(application, browser, response, row)
  })

  it('no case twice', () => {
    const names = cases.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(110)
  })
})

async function expectSignedIn(
  { auth, reports }: Application,
  browser: TestBrowser,
  response: Response,
): Promise<void> {
  expect(reports).toEqual([])
  expect(response.headers.get('location')).toBe(`${origin}/account`)
  expect(await auth.getSession(browser.request('/'))).not.toBeNull()
}

describe('accepted is', { concurrent: true }, () => {
  it.each<Pick<Case, 'name' | 'does' | 'config'>>([
    { name: 'what is honest', does: {} },
    {
      name: 'I14 no kid, with a single key',
      does: {
        header: having({ kid: undefined }),
        keys: ([key]) => [{ ...key, kid: undefined }],
      },
    },
    {
      name: 'I14 no kid, with several keys of which one fits',
      does: {
        header: having({ kid: undefined }),
        keys: (keys, all) => [
          ...keys,
          publish(all.curve.publicKey),
          publish(all.other.publicKey, { use: 'enc' }),
          publish(all.pss.publicKey, { alg: 'PS256' }),
        ],
      },
    },
    {
      name: 'a provider without userinfo',
      does: { metadata: having({ userinfo_endpoint: undefined }) },
    },
    {
      name: 'fields that nobody knows, everywhere',
      does: {
        metadata: having({ unknown: { a: [1] }, constructor: 'x' }),
        keys: (keys) => [...keys.map(having({ x5c: ['x'], unknown: 1 })), { kty: 'unknown' }],
        header: having({ unknown: true, x5t: 'x' }),
        claims: having({ unknown: { deep: [[]] }, groups: ['a'], amr: ['pwd'] }),
        tokens: having({ unknown: null, refresh_expires_in: 1 }),
        callback: (url) => url.searchParams.set('session_state', 'x'),
      },
    },
    { name: 'I2 a list with our aud alone', does: { claims: having({ aud: ['client'] }) } },
    {
      name: 'I3 a further aud, made for us',
      does: { claims: having({ aud: ['client', 'api'], azp: 'client' }) },
    },
    { name: 'I9 no at_hash', does: { claims: having({ at_hash: undefined }) } },
    { name: 'I11 no type', does: { header: having({ typ: undefined }) } },
    { name: 'I11 a type in other letters', does: { header: having({ typ: 'application/jwt' }) } },
    {
      name: 'I7 clocks that differ by less than a minute',
      does: { claims: having({ iat: fromNow(45), nbf: fromNow(10) }) },
    },
    {
      name: 'I5 ES256, where it is listed',
      does: {
        metadata: having({ id_token_signing_alg_values_supported: ['ES256'] }),
        keys: (_keys, all) => [publish(all.curve.publicKey, { kid: 'k1' })],
        header: having({ alg: 'ES256' }),
        signature: (input, keys) => es256(input, keys.curve.privateKey),
      },
    },
    {
      name: 'I5 HS256, registered',
      does: { header: having({ alg: 'HS256' }), signature: (input) => hs256(input, longSecret) },
      config: { clientSecret: longSecret, client: { id_token_signed_response_alg: 'HS256' } },
    },
    {
      name: 'I17 auth_time within max_age',
      does: { claims: having({ auth_time: fromNow(-30) }) },
      config: { authorization: { params: { max_age: 60 } } },
    },
    { name: 'expires_in as text', does: { tokens: having({ expires_in: '300' }) } },
    { name: 'expires_in null', does: { tokens: having({ expires_in: null }) } },
    { name: 'no expires_in', does: { tokens: having({ expires_in: undefined }) } },
    { name: 'scopes as a list', does: { tokens: having({ scope: ['openid', 'email'] }) } },
    {
      name: 'userinfo, signed',
      does: {
        metadata: having({ userinfo_signing_alg_values_supported: ['RS256'] }),
        answerUserinfo: (response) =>
          response
            .writeHead(200, { 'content-type': 'application/jwt' })
            .end(signed({ sub: 'ada', name: 'Ada' })),
      },
      config: { idToken: false, client: { userinfo_signed_response_alg: 'RS256' } },
    },
    {
      name: 'O13 a pushed request',
      does: {
        metadata: (metadata) => ({
          ...metadata,
          require_pushed_authorization_requests: true,
          pushed_authorization_request_endpoint: `${String(metadata['issuer'])}/par`,
        }),
      },
    },
  ])('$name', async ({ does, config }) => {
    const at = provider.issue(does)
    const application = start(at, config)
    const browser = createBrowser(application.auth)
    await expectSignedIn(application, browser, await signIn(browser, at))
  })
})

const longSecret = 'a secret of thirty-two characters'

function signed(claims: object): string {
  const input = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode(claims)}`
  return `${input}.${rs256(input, provider.keys.honest.privateKey).toString('base64url')}`
}

it('userinfo that is signed by somebody else is refused', async () => {
  const input = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode({ sub: 'ada' })}`
  const token = `${input}.${rs256(input, provider.keys.other.privateKey).toString('base64url')}`
  const at = provider.issue({
    answerUserinfo: (response) =>
      response.writeHead(200, { 'content-type': 'application/jwt' }).end(token),
  })
  const application = start(at, {
    idToken: false,
    client: { userinfo_signed_response_alg: 'RS256' },
  })
  const browser = createBrowser(application.auth)
  const because = /the signature is wrong/
  await expectRefused(application, browser, await signIn(browser, at), { because })
})

describe('keys', () => {
  const rotated = {
    keys: (_keys: unknown, all: MaliciousProvider['keys']) => [
      publish(all.other.publicKey, { kid: 'k2' }),
    ],
    header: having({ kid: 'k2' }),
    signature: (input: string, all: MaliciousProvider['keys']) =>
      rs256(input, all.other.privateKey),
  }
  const fetches = (at: MaliciousIssuer): number =>
    at.requests.filter((request) => request === 'GET /jwks').length

  it('I13 that were changed a moment ago are asked for again, once', async () => {
    const at = provider.issue()
    const application = start(at)
    const first = createBrowser(application.auth)
    await expectSignedIn(application, first, await signIn(first, at))
    at.misbehave(rotated)
    const second = createBrowser(application.auth)
    await expectSignedIn(application, second, await signIn(second, at))
    expect(fetches(at)).toBe(2)
  })

  it('I13 that are unknown have us ask once a minute, and no more', async () => {
    const at = provider.issue()
    const application = start(at)
    const browser = createBrowser(application.auth)
    await signIn(browser, at)
    at.misbehave({ header: () => ({ alg: 'RS256', kid: crypto.randomUUID() }) })
    for (let index = 0; index < 20; index++) {
      await signIn(createBrowser(application.auth), at)
    }
    expect(fetches(at)).toBe(2)
    at.misbehave({})
    const honest = createBrowser(application.auth)
    expect((await signIn(honest, at)).headers.get('location')).toBe(`${origin}/account`)
  })

  it('that are known, with metadata that is, cost a sign-in one request', async () => {
    const at = provider.issue()
    const application = start(at)
    await signIn(createBrowser(application.auth), at)
    at.requests.length = 0
    const browser = createBrowser(application.auth)
    await expectSignedIn(application, browser, await signIn(browser, at))
    expect(at.requests).toEqual(['POST /token'])
  })

  it('that twenty sign-ins need at once are asked for once', async () => {
    const at = provider.issue()
    const application = start(at)
    const browsers = Array.from({ length: 20 }, () => createBrowser(application.auth))
    await Promise.all(
      browsers.map(async (browser) =>
        expectSignedIn(application, browser, await signIn(browser, at)),
      ),
    )
    expect(fetches(at)).toBe(1)
  })
})

describe('two providers', () => {
  it('O6 O7 cannot be mixed up: the code of one is never sent to the other', async () => {
    const honest = provider.issue()
    const evil = provider.issue({
      // Says what the honest one would, to be taken for it.
      metadata: having({ authorization_response_iss_parameter_supported: false }),
    })
    const reports: string[] = []
    const log = (code: string, detail: unknown): number => reports.push(`${code} ${String(detail)}`)
    const shared = { type: 'oidc', clientId: 'client', clientSecret: 's' } as const
    const auth = createAuth({
      secret,
      logger: { error: log, warn: log },
      providers: [
        { id: 'one', name: 'One', ...shared, issuer: evil.issuer },
        { id: 'two', name: 'Two', ...shared, issuer: honest.issuer },
      ],
    })
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const begun = await browser.post('/api/auth/signin/one', { csrfToken })
    const asked = new URL(begun.headers.get('location') ?? '')
    // The evil one sends the browser on to the honest one, which answers to the evil one's callback.
    const back = honest.authorize(asked.href)
    const mixed = await browser.get(back.pathname + back.search)
    expect(new URL(mixed.headers.get('location') ?? '').searchParams.get('code')).toBe(
      'provider_response_invalid',
    )
    expect(reports.join()).toMatch(/"iss" \(issuer\) response/)
    expect(evil.forms).toHaveLength(0)

    // And the other way: begun at one, back at the other.
    const again = await browser.post('/api/auth/signin/one', { csrfToken })
    const other = evil.authorize(again.headers.get('location') ?? '')
    other.pathname = other.pathname.replace('/one', '/two')
    const wrong = await browser.get(other.pathname + other.search)
    expect(wrong.headers.get('location')).toContain('code=transaction_missing')
    expect(honest.forms).toHaveLength(0)
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })
})

describe('O3 O4 PKCE', () => {
  it('is in every request, each time another', async () => {
    const at = provider.issue()
    const { auth } = start(at)
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const seen = { challenge: new Set(), state: new Set(), nonce: new Set() }
    for (let index = 0; index < 1000; index++) {
      const begun = await browser.post('/api/auth/signin/one', { csrfToken })
      const query = new URL(begun.headers.get('location') ?? '').searchParams
      expect(query.get('code_challenge_method')).toBe('S256')
      expect(query.get('code_challenge')).toMatch(/^[\w-]{43}$/)
      seen.challenge.add(query.get('code_challenge'))
      seen.state.add(query.get('state'))
      seen.nonce.add(query.get('nonce'))
    }
    expect([seen.challenge.size, seen.state.size, seen.nonce.size]).toEqual([1000, 1000, 1000])
  })

  it('cannot be stripped on the way', async () => {
    const at = provider.issue()
    const application = start(at)
    const browser = createBrowser(application.auth)
    const csrfToken = await browser.csrfToken()
    const begun = await browser.post('/api/auth/signin/one', { csrfToken })
    const asked = new URL(begun.headers.get('location') ?? '')
    asked.searchParams.delete('code_challenge')
    const callback = at.authorize(asked.href)
    const response = await browser.get(callback.pathname + callback.search)
    await expectRefused(application, browser, response, { because: /error in the response body/ })
  })

  it('is left out only where the configuration says so, and then nothing is verified', async () => {
    const at = provider.issue()
    const application = start(at, { checks: ['none'] })
    const browser = createBrowser(application.auth)
    await expectSignedIn(application, browser, await signIn(browser, at))
    expect(at.forms[0]?.has('code_verifier')).toBe(false)
  })
})

it('O19 what is asked for in the address of a sign-in adds nothing that the engine sets', async () => {
  const at = provider.issue()
  const { auth } = start(at)
  const browser = createBrowser(auth)
  const csrfToken = await browser.csrfToken()
  const names = [
    'client_id',
    'client_secret',
    'redirect_uri',
    'response_type',
    'response_mode',
    'state',
    'nonce',
    'code_challenge',
    'code_challenge_method',
    'code_verifier',
    'request',
    'request_uri',
    'code',
    'client_assertion',
    'client_assertion_type',
    'grant_type',
    'registration',
    'dpop_jkt',
    'callbackUrl',
    'csrfToken',
    'json',
  ]
  const query = new URLSearchParams(names.map((name) => [name, 'evil']))
  query.set('prompt', 'consent')
  query.set('max_age', 'evil')
  const begun = await browser.post(`/api/auth/signin/one?${query}`, { csrfToken })
  const asked = new URL(begun.headers.get('location') ?? '').searchParams
  expect(asked.get('prompt')).toBe('consent')
  expect([...asked.values()]).not.toContain('evil')
})

it('O5 a provider that asks for tokens in the address does not start', () => {
  for (const type of ['token', 'id_token', 'code token', 'none']) {
    const params = { response_type: type }
    expect(() => start(provider.issue(), { authorization: { params } })).toThrow(TypeError)
  }
  const params = { response_mode: 'fragment' }
  expect(() => start(provider.issue(), { authorization: { params } })).toThrow(TypeError)
})
