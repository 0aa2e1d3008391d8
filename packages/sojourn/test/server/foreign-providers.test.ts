/**
 * Providers as the factories of NextAuth and Auth.js return them, unchanged.
 *
 * @module
 */
import apple5 from '@auth/core/providers/apple'
import azureDevOps5 from '@auth/core/providers/azure-devops'
import github5 from '@auth/core/providers/github'
import google5 from '@auth/core/providers/google'
import line5 from '@auth/core/providers/line'
import entra5 from '@auth/core/providers/microsoft-entra-id'
import tiktok5 from '@auth/core/providers/tiktok'
import twitch5 from '@auth/core/providers/twitch'
import wechat5 from '@auth/core/providers/wechat'
import { decodeJwt, jwtVerify } from 'jose'
import azureAd4 from 'next-auth/providers/azure-ad'
import facebook4 from 'next-auth/providers/facebook'
import github4 from 'next-auth/providers/github'
import google4 from 'next-auth/providers/google'
import twitch4 from 'next-auth/providers/twitch'
import twitter4 from 'next-auth/providers/twitter'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Provider, ProviderInput } from '../../src/core/provider.ts'
import { type Auth, type AuthConfig, createAuth } from '../../src/server/index.ts'
import { resolveProvider } from '../../src/server/oauth/resolve-provider.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { createBrowser, origin, type TestBrowser } from '../support/browser.ts'
import {
  authJsFactories,
  authJsProviders,
  commonJs,
  furtherProviders,
  nextAuthProviders,
} from '../support/foreign-factories.ts'
import { secret } from '../support/test-auth.ts'
import { addOpenIdVendor, comeBack, startVendors, type Vendors } from '../support/vendors.ts'

const options = { clientId: 'client', clientSecret: 'a secret of thirty-two characters' }

function start(
  provider: ProviderInput,
  config: Partial<AuthConfig> = {},
): Auth & { reports: string[] } {
  const reports: string[] = []
  const log = (code: string, detail: unknown): number => reports.push(`${code} ${String(detail)}`)
  const auth = createAuth({
    secret,
    logger: { error: log, warn: log },
    providers: [provider] as readonly Provider[],
    callbacks: {
      jwt: ({ token, account, profile }) => (account ? { ...token, account, profile } : token),
      ...config.callbacks,
    },
    ...config,
  })
  return { ...auth, reports }
}

describe('every factory', () => {
  /** What cannot work, and why. */
  const exceptions: Record<string, RegExp> = {
    // Names its addresses by keys that NextAuth v4 does not read either.
    'NextAuth freshbooks': /needs an issuer/,
    'NextAuth twitter': /speaks OAuth 1\.0a/,
  }

  it.each([
    ...Object.entries(authJsProviders).map(([name, made]) => [`Auth.js ${name}`, made] as const),
    ...Object.entries(nextAuthProviders).map(([name, made]) => [`NextAuth ${name}`, made] as const),
  ])('%s is taken, or says why not', (name, made) => {
    const exception = exceptions[name]
    if (exception === undefined) {
      expect(start(made).basePath).toBe('/api/auth')
      const resolved = resolveProvider(made)
      expect(resolved).toMatchObject({ type: 'oauth', clientId: 'client' })
    } else {
      expect(() => start(made)).toThrow(exception)
    }
  })

  it('that is called with nothing gets what the environment says', () => {
    for (const factory of authJsFactories) {
      const made = (factory as (options: object) => Provider)({})
      const name = `AUTH_${made.id.toUpperCase().replaceAll('-', '_')}`
      vi.stubEnv(`${name}_ID`, `id of ${made.id}`)
      vi.stubEnv(`${name}_SECRET`, 'secret')
      vi.stubEnv(`${name}_ISSUER`, 'https://issuer.example')
      const resolved = resolveProvider(factory)
      expect(resolved).toMatchObject({ clientId: `id of ${made.id}`, clientSecret: 'secret' })
    }
    const tiktok = resolveProvider(tiktok5)
    expect(tiktok).toMatchObject({ authorizationParams: { client_key: 'id of tiktok' } })
    vi.unstubAllEnvs()
  })

  it('without a client id in the environment says so', () => {
    expect(() => start(github5)).toThrow(/"github" has no clientId/)
  })
})

describe('credentials and e-mail', () => {
  it('of both packages stand in a configuration as they are', () => {
    for (const provider of furtherProviders) {
      const auth = createAuth({
        secret: 'a secret of at least thirty-two characters',
        providers: [provider],
        adapter: memoryStorage(),
      })
      expect(auth.basePath).toBe('/api/auth')
    }
  })
})

describe('what is declared', () => {
  const base = { id: 'a', name: 'A', type: 'oauth', clientId: 'c' } as const
  const resolve = (given: object): ReturnType<typeof resolveProvider> =>
    resolveProvider({ ...base, ...given })

  it('is merged at every depth, lists replaced', () => {
    const resolved = resolve({
      type: 'oidc',
      issuer: 'https://a.example',
      authorization: { params: { scope: 'openid', prompt: 'login' } },
      client: { token_endpoint_auth_method: 'client_secret_post' },
      checks: ['none', 'state'],
      options: {
        clientSecret: 's',
        authorization: { params: { scope: 'openid email' } },
        client: { id_token_signed_response_alg: 'ES256' },
        checks: ['pkce'],
        issuer: undefined,
      },
    })
    expect(resolved).toMatchObject({
      issuer: 'https://a.example',
      authorizationParams: { scope: 'openid email', prompt: 'login' },
      authMethod: 'client_secret_post',
      idTokenAlgorithm: 'ES256',
      pkce: true,
    })
  })

  it('keeps the factory’s parameters where an address is laid over them', () => {
    const resolved = resolve({
      authorization: { url: 'https://a.example/auth', params: { scope: 'read' } },
      token: 'https://a.example/token',
      userinfo: new URL('https://a.example/me').href,
      options: { authorization: 'https://b.example/auth?audience=x' },
    })
    expect(resolved).toMatchObject({
      authorizationEndpoint: 'https://b.example/auth',
      authorizationParams: { scope: 'read', audience: 'x' },
    })
  })

  it('may be a URL object, the placeholder of Auth.js, and have parameters that are no text', () => {
    const resolved = resolve({
      issuer: 'https://a.example',
      authorization: {
        url: 'https://authjs.dev',
        params: { claims: { id_token: { a: null } }, max_age: 1 },
      },
      token: { url: new URL('https://a.example/token?a=1'), params: { b: 2 } },
    })
    expect(resolved).toMatchObject({
      authorizationEndpoint: undefined,
      tokenEndpoint: 'https://a.example/token?a=1&b=2',
      authorizationParams: { claims: '{"id_token":{"a":null}}', max_age: '1' },
    })
  })

  it('cannot change a prototype', () => {
    const evil = JSON.parse(
      '{"__proto__":{"polluted":true},"client":{"__proto__":{"polluted":true}}}',
    ) as object
    resolve({ issuer: 'https://a.example', options: evil })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each([
    ['OAuth 1.0a by its version', { version: '1.0A' }, /OAuth 1\.0a/],
    ['OAuth 1.0a by its addresses', { requestTokenUrl: 'https://a.example' }, /OAuth 1\.0a/],
    ['passkeys', { type: 'webauthn' }, /Passkeys are not supported/],
    [
      'a method that nobody knows',
      { client: { token_endpoint_auth_method: 'tls' } },
      /token_endpoint_auth_method "tls"/,
    ],
    [
      'private_key_jwt without a key',
      { client: { token_endpoint_auth_method: 'private_key_jwt' } },
      /clientPrivateKey/,
    ],
    [
      'ID tokens without a signature',
      { client: { id_token_signed_response_alg: 'none' } },
      /without a signature/,
    ],
    [
      'HS256 without a secret',
      { client: { id_token_signed_response_alg: 'HS256' } },
      /HS256 and a clientSecret/,
    ],
    ['a max_age that is none', { authorization: { params: { max_age: 'x' } } }, /max_age/],
    ['a proxy that is no address', { redirectProxyUrl: 'x' }, /no web address as redirectProxyUrl/],
  ])('is refused at start: %s', (_, given, message) => {
    expect(() => resolve({ issuer: 'https://a.example', ...given })).toThrow(message)
  })

  it('is refused if it is the module in place of its default', () => {
    expect(() => resolveProvider({} as Provider)).toThrow(TypeError)
    expect(() => resolveProvider((() => undefined) as unknown as ProviderInput)).toThrow(
      /neither an object/,
    )
  })
})

describe('somebody signs in by', () => {
  let vendors: Vendors
  beforeAll(async () => {
    vendors = await startVendors()
  })
  beforeEach(() => askAnew())

  /** Another `fetch`: what was found out is kept by who asked. */
  function askAnew(): void {
    vi.stubGlobal('fetch', ((...asked) => vendors.fetch(...asked)) satisfies typeof fetch)
  }

  afterEach(() => {
    vendors.requests.length = 0
  })
  afterAll(async () => {
    vi.unstubAllGlobals()
    await vendors.close()
  })

  interface Came {
    readonly token: Record<string, unknown>
    readonly session: Record<string, unknown>
    readonly asked: URLSearchParams
    readonly browser: TestBrowser
  }

  /** Posts an answer as the provider has the browser do it, and goes where that leads first. */
  async function postAndFollow(
    browser: TestBrowser,
    path: string,
    fields: Record<string, string>,
  ): Promise<Response> {
    const posted = await browser.post(path, fields)
    return browser.get((posted.headers.get('location') ?? '').slice(origin.length))
  }

  async function signIn(
    auth: Auth & { reports: string[] },
    id: string,
    authorize: (url: string) => URL = comeBack,
    posted?: Record<string, string>,
  ): Promise<Came> {
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const begun = await browser.post(`/api/auth/signin/${id}`, {
      csrfToken,
      callbackUrl: '/account',
    })
    const location = begun.headers.get('location') ?? ''
    expect(auth.reports).toEqual([])
    const back = authorize(location)
    const query = Object.fromEntries(back.searchParams)
    const response =
      posted === undefined
        ? await browser.get(back.pathname + back.search)
        : await postAndFollow(browser, back.pathname, { ...query, ...posted })
    expect(auth.reports).toEqual([])
    expect(response.headers.get('location')).toBe(`${origin}/account`)
    const token = await auth.getToken(browser.request('/'))
    return {
      token: token ?? {},
      session: await browser.session(),
      asked: new URL(location).searchParams,
      browser,
    }
  }

  const githubUser = {
    id: 42,
    login: 'ada',
    name: 'Ada',
    email: null,
    avatar_url: 'https://a.example/a',
  }

  it.each([
    ['GitHub, v5', () => github5(options)],
    ['GitHub, v4', () => commonJs(github4)(options)],
  ])('%s: a number as id, the address by a request of its own', async (_, make) => {
    vendors.routes['POST https://github.com/login/oauth/access_token'] = ({ form }) => ({
      body: { access_token: `for ${form.get('code')}`, token_type: 'bearer', scope: 'user' },
    })
    vendors.routes['GET https://api.github.com/user'] = ({ headers }) =>
      headers['authorization'] === 'Bearer for the-code'
        ? { body: githubUser }
        : { status: 401, body: {} }
    vendors.routes['GET https://api.github.com/user/emails'] = () => ({
      body: [{ email: 'other@example.com' }, { email: 'Ada@Example.com', primary: true }],
    })
    const { token, session } = await signIn(start(make()), 'github')
    expect(token['sub']).toBe('42')
    expect(session).toMatchObject({ user: { name: 'Ada', email: 'ada@example.com' } })
  })

  it.each([
    ['Google, v5', () => google5(options)],
    ['Google, v4', () => commonJs(google4)(options)],
  ])('%s', async (_, make) => {
    const { authorize } = await addOpenIdVendor(vendors, {
      issuer: 'https://accounts.google.com',
      claims: { name: 'Ada', email: 'ada@example.com', email_verified: true, azp: 'client' },
    })
    const { token, asked } = await signIn(start(make()), 'google', authorize)
    expect(token['sub']).toBe('ada')
    expect(asked.get('scope')?.split(' ')).toContain('openid')
    expect(vendors.requests).not.toContain('GET https://accounts.google.com/userinfo')
  })

  it('Apple, v5: a form that is posted across sites, with the name', async () => {
    const { authorize } = await addOpenIdVendor(vendors, {
      issuer: 'https://appleid.apple.com',
      claims: { email: 'ada@example.com', email_verified: 'true' },
    })
    const auth = start(apple5(options))
    const user = JSON.stringify({
      name: { firstName: 'Ada', lastName: 'Lovelace' },
      email: 'x@y.z',
    })
    const { session, asked } = await signIn(auth, 'apple', authorize, { user })
    expect(asked.get('response_mode')).toBe('form_post')
    expect(session).toMatchObject({ user: { name: 'Ada Lovelace', email: 'ada@example.com' } })
  })

  it('Apple, v5: the transaction travels across sites, and binds as elsewhere', async () => {
    const { authorize } = await addOpenIdVendor(vendors, {
      issuer: 'https://appleid.apple.com',
      claims: { email: 'ada@example.com' },
    })
    const auth = start(apple5(options))
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const begun = await browser.post('/api/auth/signin/apple', { csrfToken })
    const cookie = begun.headers.getSetCookie().find((line) => line.includes('transaction'))
    expect(cookie).toMatch(/; Secure/)
    expect(cookie).toMatch(/; SameSite=None/)
    const fields = Object.fromEntries(authorize(begun.headers.get('location') ?? '').searchParams)
    const stranger = createBrowser(auth)
    const refused = await postAndFollow(stranger, '/api/auth/callback/apple', fields)
    expect(refused.headers.get('location')).toContain('code=transaction_missing')
    // Twice in one form.
    const twice = new URLSearchParams(fields)
    twice.append('state', 'x')
    const request = browser.request('/api/auth/callback/apple', { method: 'POST', body: twice })
    const on = (await auth.handle(request)).headers.get('location') ?? ''
    const doubled = await browser.get(on.slice(origin.length))
    expect(doubled.headers.get('location')).toContain('code=provider_response_invalid')
  })

  it('a provider that did not ask for a form gets none', async () => {
    const auth = start(github5(options))
    const response = await createBrowser(auth).post('/api/auth/callback/github', {
      code: 'a',
      state: 'b',
    })
    expect(response.status).toBe(400)
  })

  it('LINE, v5: an ID token signed with the secret', async () => {
    const { authorize } = await addOpenIdVendor(vendors, {
      issuer: 'https://access.line.me',
      alg: 'ES256',
      secret: options.clientSecret,
      claims: { name: 'Ada' },
    })
    const { token } = await signIn(start(line5(options)), 'line', authorize)
    expect(token['sub']).toBe('ada')
  })

  it.each([
    ['Twitch, v5', () => twitch5(options)],
    ['Twitch, v4', () => commonJs(twitch4)(options)],
  ])('%s: scopes as a list', async (_, make) => {
    const { authorize } = await addOpenIdVendor(vendors, {
      issuer: 'https://id.twitch.tv/oauth2',
      claims: { preferred_username: 'ada', email: 'ada@example.com' },
      tokens: { scope: ['openid', 'user:read:email'] },
    })
    const { token, asked } = await signIn(start(make()), 'twitch', authorize)
    expect(token['account']).toMatchObject({ scope: 'openid user:read:email' })
    expect(JSON.parse(asked.get('claims') ?? '')).toMatchObject({ id_token: { email: null } })
  })

  it('Facebook, v4: its client’s userinfo, with parameters', async () => {
    vendors.routes['POST https://graph.facebook.com/oauth/access_token'] = () => ({
      body: { access_token: 'token', token_type: 'bearer', expires_in: 5_184_000 },
    })
    vendors.routes['GET https://graph.facebook.com/me'] = ({ url }) => ({
      body:
        url.searchParams.get('fields') === 'id,name,email,picture'
          ? { id: '7', name: 'Ada', email: 'a@b.example', picture: { data: { url: 'https://p' } } }
          : {},
    })
    const { token } = await signIn(start(commonJs(facebook4)(options)), 'facebook')
    expect(token).toMatchObject({ sub: '7', picture: 'https://p' })
  })

  it('Azure DevOps, v5: tokens in a way of its own', async () => {
    const base = 'https://app.vssps.visualstudio.com'
    vendors.routes[`POST ${base}/oauth2/authorize`] = ({ form }) => ({
      body:
        form.get('assertion') === 'the-code' &&
        form.get('client_assertion') === options.clientSecret &&
        form.get('redirect_uri') === `${origin}/api/auth/callback/azure-devops`
          ? { access_token: 'token', token_type: 'jwt-bearer', expires_in: '3599' }
          : { Error: 'no' },
    })
    vendors.routes[`GET ${base}/_apis/profile/profiles/me`] = () => ({
      body: {
        id: 'ada',
        displayName: 'Ada',
        emailAddress: 'ada@example.com',
        coreAttributes: { Avatar: { value: { value: 'eA' } } },
      },
    })
    const { token, asked } = await signIn(start(azureDevOps5(options)), 'azure-devops')
    expect(asked.get('response_type')).toBe('Assertion')
    expect(token['account']).toMatchObject({
      expires_in: 3599,
      expires_at: expect.any(Number) as number,
    })
  })

  const tenant = '11111111-2222-3333-4444-555555555555'
  const microsoft = 'https://login.microsoftonline.com'

  it.each([
    [
      'Entra ID, v5',
      'microsoft-entra-id',
      () => entra5({ ...options }),
      `${microsoft}/common/v2.0/.well-known/openid-configuration`,
    ],
    [
      'Azure AD, v4',
      'azure-ad',
      () => commonJs(azureAd4)(options),
      `${microsoft}/common/v2.0/.well-known/openid-configuration?appid=client`,
    ],
  ])('%s: people of any tenant', async (_, id, make, metadataUrl) => {
    const claims = {
      iss: `${microsoft}/${tenant}/v2.0`,
      tid: tenant,
      name: 'Ada',
      email: 'ada@example.com',
    }
    const vendor = { issuer: `${microsoft}/{tenantid}/v2.0`, metadataUrl, claims }
    const { authorize } = await addOpenIdVendor(vendors, vendor)
    const auth = start(make())
    const { token } = await signIn(auth, id, authorize)
    expect(token['sub']).toBe('ada')

    // A token of one tenant that says it is of another, one that leads elsewhere, one by another's key.
    const elsewhere = '../../evil'
    const cases = [
      [{ claims: { ...claims, tid: 'other' } }, /"iss" \(issuer\) claim value/],
      [{ claims: { ...claims, tid: undefined } }, /"iss" \(issuer\) claim value/],
      [
        { claims: { ...claims, tid: elsewhere, iss: `${microsoft}/${elsewhere}/v2.0` } },
        /"iss" \(issuer\) claim value/,
      ],
      [{ key: { issuer: `${microsoft}/another/v2.0` } }, /no published key fits/],
      [{ key: { issuer: 'https://evil.example/{tenantid}/v2.0' } }, /no published key fits/],
    ] as const
    for (const [change, because] of cases) {
      const evil = await addOpenIdVendor(vendors, { ...vendor, ...change })
      askAnew()
      const fresh = start(make())
      const browser = createBrowser(fresh)
      const csrfToken = await browser.csrfToken()
      const begun = await browser.post(`/api/auth/signin/${id}`, { csrfToken })
      const back = evil.authorize(begun.headers.get('location') ?? '')
      const response = await browser.get(back.pathname + back.search)
      expect(response.headers.get('location')).toContain('code=provider_response_invalid')
      expect(fresh.reports.join()).toMatch(because)
    }
    askAnew()
    const common = { ...vendor, key: { issuer: `${microsoft}/{tenantid}/v2.0` } }
    await signIn(start(make()), id, (await addOpenIdVendor(vendors, common)).authorize)
  })

  it.each([
    ['Entra ID, v5', 'microsoft-entra-id', () => entra5({ ...options }), ''],
    ['Azure AD, v4', 'azure-ad', () => commonJs(azureAd4)(options), '?appid=client'],
  ])('%s: not by metadata of another', async (_, id, make, query) => {
    await addOpenIdVendor(vendors, {
      issuer: 'https://evil.example/{tenantid}/v2.0',
      metadataUrl: `${microsoft}/common/v2.0/.well-known/openid-configuration${query}`,
    })
    const browser = createBrowser(start(make()))
    const csrfToken = await browser.csrfToken()
    const begun = await browser.post(`/api/auth/signin/${id}`, { csrfToken })
    expect(begun.headers.get('location')).toContain('code=provider_response_invalid')
  })

  it('WeChat, v5: answers that are mended, as text', async () => {
    const base = 'https://api.weixin.qq.com/sns'
    vendors.routes[`POST ${base}/oauth2/access_token`] = ({ url }) => ({
      type: 'text/plain',
      body: {
        access_token: 'token',
        expires_in: 7200,
        openid: 'o',
        appid: url.searchParams.get('appid'),
      },
    })
    vendors.routes[`GET ${base}/userinfo`] = ({ url }) => ({
      body: { unionid: `u-${url.searchParams.get('openid')}`, nickname: 'Ada', headimgurl: '' },
    })
    const { token } = await signIn(
      start(wechat5({ ...options, platformType: 'WebsiteApp' })),
      'wechat',
    )
    expect(token['sub']).toBe('u-o')
  })

  it('TikTok, v5: a fetch of its own', async () => {
    const base = 'https://open.tiktokapis.com/v2'
    vendors.routes[`POST ${base}/oauth/token/`] = ({ form }) => ({
      body:
        form.get('client_key') === 'client' ? { access_token: 'token', token_type: 'Bearer' } : {},
    })
    vendors.routes[`GET ${base}/user/info/`] = () => ({
      body: { data: { user: { open_id: 'o', display_name: 'Ada', avatar_url: '' } } },
    })
    expect((await signIn(start(tiktok5(options)), 'tiktok')).token['sub']).toBe('o')
  })

  it('Twitter 2.0, v4: its client’s oauthCallback', async () => {
    vendors.routes['POST https://api.twitter.com/2/oauth2/token'] = ({ form }) => ({
      body:
        form.get('code_verifier')?.length === 43 && form.get('client_id') === 'client'
          ? { access_token: 'token', token_type: 'bearer' }
          : {},
    })
    vendors.routes['GET https://api.twitter.com/2/users/me'] = ({ url }) => ({
      body: { data: { id: url.searchParams.get('user.fields'), name: 'Ada' } },
    })
    const twitter = commonJs(twitter4)({ ...options, version: '2.0' })
    expect((await signIn(start(twitter), 'twitter')).token['sub']).toBe('profile_image_url')
  })

  describe('proving itself by a signed assertion', () => {
    async function signInWith(given: object): Promise<URLSearchParams> {
      const issuer = 'https://assertions.example'
      let form = new URLSearchParams()
      const { authorize } = await addOpenIdVendor(vendors, { issuer, claims: { name: 'Ada' } })
      const token = vendors.routes[`POST ${issuer}/token`]
      vendors.routes[`POST ${issuer}/token`] = async (request) => {
        form = request.form
        return token?.(request) ?? { status: 500, body: {} }
      }
      const provider = { id: 'acme', name: 'Acme', type: 'oidc', issuer, ...options, ...given }
      await signIn(start(provider as Provider), 'acme', authorize)
      return form
    }

    it('O12 O16 private_key_jwt: for the issuer alone', async () => {
      const { privateKey, publicKey } = await crypto.subtle.generateKey(
        { name: 'ECDSA', namedCurve: 'P-256' },
        true,
        ['sign', 'verify'],
      )
      const form = await signInWith({
        clientSecret: undefined,
        client: { token_endpoint_auth_method: 'private_key_jwt' },
        token: { clientPrivateKey: { key: privateKey, kid: 'mine' } },
      })
      const assertion = form.get('client_assertion') ?? ''
      const { payload, protectedHeader } = await jwtVerify(assertion, publicKey)
      expect(payload).toMatchObject({
        aud: 'https://assertions.example',
        iss: 'client',
        sub: 'client',
      })
      expect(protectedHeader.kid).toBe('mine')
    })

    it('client_secret_jwt', async () => {
      const form = await signInWith({ client: { token_endpoint_auth_method: 'client_secret_jwt' } })
      expect(decodeJwt(form.get('client_assertion') ?? '').aud).toBe('https://assertions.example')
      expect(form.has('client_secret')).toBe(false)
    })

    it('none', async () => {
      const form = await signInWith({ client: { token_endpoint_auth_method: 'none' } })
      expect(form.get('client_id')).toBe('client')
      expect(form.has('client_secret')).toBe(false)
    })
  })

  describe('functions of the application', () => {
    const plain = {
      id: 'plain',
      name: 'Plain',
      type: 'oauth',
      ...options,
      authorization: 'https://plain.example/auth',
      token: 'https://plain.example/token',
      userinfo: 'https://plain.example/me',
    } as const

    beforeAll(() => {
      vendors.routes['POST https://plain.example/token'] = () => ({
        body: { access_token: 'token', refresh_token: 'refresh', token_type: 'bearer' },
      })
      vendors.routes['GET https://plain.example/me'] = () => ({ body: { wrapped: { sub: 'ada' } } })
    })

    it('choose what of the tokens is kept, where there is a storage', async () => {
      const adapter = memoryStorage()
      const kept: unknown[] = []
      const watched: typeof adapter = {
        ...adapter,
        createUser: async (person, given) => {
          kept.push(given?.account)
          return adapter.createUser(person, given)
        },
      }
      const provider = {
        ...plain,
        profile: () => ({ id: 'ada' }),
        account: ({ access_token }: { access_token: string }) => ({ access_token }),
      }
      await signIn(start(provider, { adapter: watched }), 'plain')
      expect(kept).toHaveLength(1)
      expect(kept[0]).toMatchObject({ access_token: 'token', providerAccountId: 'ada' })
      expect(kept[0]).not.toHaveProperty('refresh_token')
    })

    async function refusal(
      given: object,
    ): Promise<{ code: string | null; took: number; log: string }> {
      const auth = start({ ...plain, ...given })
      const browser = createBrowser(auth)
      const csrfToken = await browser.csrfToken()
      const begun = await browser.post('/api/auth/signin/plain', { csrfToken })
      const back = comeBack(begun.headers.get('location') ?? '')
      const started = performance.now()
      const response = await browser.get(back.pathname + back.search)
      const { searchParams } = new URL(response.headers.get('location') ?? '')
      return {
        code: searchParams.get('code'),
        took: performance.now() - started,
        log: auth.reports.join(),
      }
    }

    it('mend userinfo', async () => {
      const userinfo = {
        url: 'https://plain.example/me',
        conform: async (response: Response) =>
          Response.json(((await response.json()) as { wrapped: object }).wrapped),
      }
      expect((await signIn(start({ ...plain, userinfo }), 'plain')).token['sub']).toBe('ada')
    })

    it('are handed the endpoint as a URL, and the callback', async () => {
      let given: Record<string, unknown> = {}
      const userinfo = {
        url: 'https://plain.example/me',
        params: { fields: 'id' },
        request: async ({ provider }: { provider: Record<string, unknown> }) => {
          given = provider
          return { sub: 'ada' }
        },
      }
      await signIn(start({ ...plain, userinfo }), 'plain')
      const { url } = given['userinfo'] as { url: unknown }
      expect(url).toBeInstanceOf(URL)
      expect(String(url)).toBe('https://plain.example/me?fields=id')
      expect(given['callbackUrl']).toBe(`${origin}/api/auth/callback/plain`)
      expect(given['clientId']).toBe('client')
    })

    it.each([
      ['returns nothing', () => undefined],
      ['returns a list', () => []],
      ['throws', () => Promise.reject(new Error('no'))],
    ])('fail a sign-in that %s', async (_, request) => {
      const { code } = await refusal({ userinfo: { request } })
      expect(code).toBe('provider_response_invalid')
    })

    it.each([
      ['profile', { profile: async () => new Promise(() => undefined) }],
      ['userinfo.request', { userinfo: { request: async () => new Promise(() => undefined) } }],
      [
        'token.request',
        { token: { url: plain.token, request: async () => new Promise(() => undefined) } },
      ],
      [
        'token.conform',
        { token: { url: plain.token, conform: async () => new Promise(() => undefined) } },
      ],
    ])('are given up in time: %s', { timeout: 10_000 }, async (_, given) => {
      const { code, took } = await refusal(given)
      expect(code).toBe('provider_unreachable')
      expect(took).toBeLessThan(6000)
    })

    it.each([
      ['none', {}],
      ['an empty one', { id: '' }],
      ['an object', { id: {} }],
      ['a list', { id: ['ada'] }],
      ['what an object is as text', { id: '[object Object]' }],
      ['what nothing is as text', { id: 'undefined' }],
      ['a number that is not exact', { id: 2 ** 53 }],
      ['no number', { id: NaN }],
      ['a yes', { id: true }],
      ['a very long one', { id: 'a'.repeat(256) }],
    ])('A1 give everybody an id of their own: not %s', async (_, user) => {
      const { code, log } = await refusal({ profile: () => user })
      expect(code).toBe('provider_response_invalid')
      expect(log).toMatch(/profile has/)
    })

    it('may return a number, and what is no text is left out', async () => {
      const profile = (): object => ({ id: 7, name: { first: 'A' }, email: ['a'], image: 1 })
      const { token, session } = await signIn(start({ ...plain, profile }), 'plain')
      expect(token['sub']).toBe('7')
      expect(session).toMatchObject({ user: {} })
      expect(JSON.stringify(session)).not.toContain('first')
    })
  })
})
