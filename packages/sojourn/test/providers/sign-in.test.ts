/**
 * Somebody signs in at every ready-made provider: through the engine, over HTTP, with one server that
 * stands for all of theirs.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Account } from '../../src/core/account.ts'
import type { Profile, User } from '../../src/core/user.ts'
import { resolveProvider } from '../../src/server/oauth/resolve-provider.ts'
import { createBrowser } from '../support/browser.ts'
import { testAuth } from '../support/test-auth.ts'
import { type AnsweringMachine, type Asked, createAnsweringMachine } from './answering-machine.ts'
import { files, loadProvider } from './factories.ts'
import { type Sample, sampleOf } from './samples.ts'

const client = { clientId: 'client', clientSecret: 'a-secret-of-the-client-that-is-long-enough' }
const origin = 'https://app.example'

interface Outcome {
  /** Where the browser was sent first. */
  readonly authorization: URL
  readonly session: Record<string, unknown>
  readonly account: Account | undefined
  readonly profile: Profile | undefined
  readonly asked: readonly Asked[]
}

let machine: AnsweringMachine

beforeAll(async () => {
  machine = await createAnsweringMachine()
})

beforeEach(() => {
  // One for each test: what is known of a provider is kept by who asked.
  vi.stubGlobal('fetch', ((...asked) => machine.fetch(...asked)) satisfies typeof fetch)
  return () => vi.unstubAllGlobals()
})

afterAll(async () => machine.close())

async function signIn(file: string, changes: Partial<Sample> = {}): Promise<Outcome> {
  const sample = { ...sampleOf(file), ...changes }
  const { factory } = await loadProvider(file)
  const declared = factory({ ...client, ...sample.options })
  const provider = resolveProvider(declared)
  if (provider.type !== 'oauth') throw new Error(`${file} is no provider to be sent to.`)
  let seen: { user?: User; account?: Account; profile?: Profile | undefined } = {}
  const auth = testAuth({
    url: origin,
    providers: [declared],
    callbacks: {
      signIn: (params) => {
        seen = params
        return true
      },
    },
  })
  const asked: Asked[] = []
  machine.part = { provider, sample, nonce: null, asked }
  const browser = createBrowser(auth, origin)
  const { id } = declared
  const csrfToken = await browser.csrfToken()
  const start = await browser.post(`/api/auth/signin/${id}`, { csrfToken, json: 'true' })
  const authorization = new URL(((await start.json()) as { url: string }).url)
  const { searchParams } = authorization
  machine.part.nonce = searchParams.get('nonce')
  const answer = { code: 'the-code', state: searchParams.get('state') ?? '' }
  const callback = `/api/auth/callback/${id}`
  if (searchParams.get('response_mode') === 'form_post') {
    const posted = await browser.post(callback, { ...answer, ...sample.posted })
    const { pathname, search } = new URL(posted.headers.get('location') ?? '')
    await browser.get(pathname + search)
  } else {
    await browser.get(`${callback}?${new URLSearchParams(answer)}`)
  }
  const session = await browser.session()
  return { authorization, session, asked, account: seen.account, profile: seen.profile }
}

describe.each(files)('%s', (file) => {
  it('signs somebody in', async () => {
    const { user, verified } = sampleOf(file)
    const { session, account, profile, authorization } = await signIn(file)
    const { id, ...shown } = user
    expect(account?.providerAccountId).toBe(id)
    // What is not known is left out of a session.
    expect({ email: null, image: null, ...(session['user'] as object) }).toEqual(shown)
    // The engine links people by it: known and true, known and false, or not known.
    expect(profile?.['email_verified']).toBe(verified)
    if (verified === true) expect(profile?.email).toBe(user.email)
    expect(authorization.protocol).toBe('https:')
    expect(authorization.href).not.toContain(client.clientSecret)
  })
})

describe('an address that was not verified', () => {
  const email = 'ada@example.com'
  const answers: Record<string, Partial<Sample>> = {
    discord: { answer: { ...sampleOf('discord').profile, verified: 'true' } },
    eventbrite: { answer: { id: '1234', emails: [{ email, primary: true, verified: 1 }] } },
    github: { verified: false },
    kakao: {
      answer: { id: 1, kakao_account: { email, is_email_valid: false, is_email_verified: true } },
    },
    patreon: { answer: { data: { id: '1', attributes: { email, is_email_verified: 'true' } } } },
    todoist: { answer: { user: { id: '1', email, verification_status: 'unverified' } } },
    wikimedia: { answer: { sub: '1', username: 'Ada', email, confirmed_email: 'yes' } },
    zoom: { answer: { id: '1', email, verified: 0 } },
  }

  it.each(Object.keys(answers))('is not taken for one that was, by %s', async (file) => {
    const { session, profile } = await signIn(file, answers[file])
    expect(session['user']).toMatchObject({ email })
    expect(profile?.['email_verified']).toBe(false)
  })
})

describe('what providers want otherwise', () => {
  const tokenRequest = ({ asked }: Outcome): Asked | undefined =>
    asked.find(({ url, body }) => (url + body).includes('the-code'))

  it.each(['linkedin', 'slack'])('sends %s no PKCE, which it refuses', async (file) => {
    const outcome = await signIn(file)
    expect(outcome.authorization.searchParams.has('code_challenge')).toBe(false)
    expect(tokenRequest(outcome)?.body).not.toContain('code_verifier')
  })

  it('sends everybody else PKCE', async () => {
    const { authorization } = await signIn('figma')
    expect(authorization.searchParams.get('code_challenge_method')).toBe('S256')
  })

  it.each(['tiktok', 'wechat'])('names the client to %s as it wants it', async (file) => {
    const name = file === 'tiktok' ? 'client_key' : 'appid'
    const outcome = await signIn(file)
    expect(outcome.authorization.searchParams.get(name)).toBe('client')
    const { url = '', body = '' } = tokenRequest(outcome) ?? {}
    expect(url + body).toContain(`${name}=client`)
    const { factory } = await loadProvider(file)
    vi.stubEnv(`AUTH_${file.toUpperCase()}_ID`, 'of-the-environment')
    const fromEnvironment = resolveProvider(factory)
    vi.unstubAllEnvs()
    expect(fromEnvironment).toMatchObject({ authorizationParams: { [name]: 'of-the-environment' } })
  })

  it('proves itself to Azure DevOps by an assertion', async () => {
    const { body = '' } = tokenRequest(await signIn('azure-devops')) ?? {}
    const form = new URLSearchParams(body)
    expect(form.get('assertion')).toBe('the-code')
    expect(form.get('client_assertion')).toBe(client.clientSecret)
    expect(form.get('redirect_uri')).toBe(`${origin}/api/auth/callback/azure-devops`)
  })

  it.each([
    ['bungie', 'x-api-key', 'key'],
    ['nextcloud', 'ocs-apirequest', 'true'],
    ['notion', 'notion-version', '2022-06-28'],
    ['trakt', 'trakt-api-key', 'client'],
    ['github', 'user-agent', 'sojourn'],
  ])('sends %s the header %s', async (file, header, value) => {
    const { asked } = await signIn(file)
    expect(asked.at(-1)?.headers).toMatchObject({
      [header]: value,
      authorization: 'Bearer the-access-token',
    })
  })

  it.each([
    ['dropbox', 'POST https://api.dropboxapi.com/2/users/get_current_account'],
    ['facebook', 'GET https://graph.facebook.com/me?fields=id%2Cname%2Cemail%2Cpicture'],
    ['bungie', 'GET https://www.bungie.net/platform/User/GetBungieAccount/4611/254/'],
    ['hubspot', 'GET https://api.hubapi.com/oauth/v1/access-tokens/the-access-token'],
    ['nextcloud', 'GET https://cloud.acme.example/ocs/v1.php/cloud/users/ada'],
    [
      'foursquare',
      'GET https://api.foursquare.com/v2/users/self?v=20230131&oauth_token=the-access-token',
    ],
  ])('asks %s who it is by %s', async (file, request) => {
    const { asked } = await signIn(file)
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toContain(request)
  })

  it.each<[string, Partial<Sample>, string]>([
    ['google', {}, 'https://accounts.google.com/.well-known/openid-configuration'],
    [
      'asgardeo',
      {},
      'https://api.asgardeo.io/t/acme/oauth2/token/.well-known/openid-configuration',
    ],
    [
      'authentik',
      {},
      'https://sso.acme.example/application/o/app/.well-known/openid-configuration',
    ],
    ['onelogin', {}, 'https://acme.onelogin.com/oidc/2/.well-known/openid-configuration'],
    ['frontegg', {}, 'https://login.acme.example/oauth/.well-known/openid-configuration'],
    [
      'azure-ad-b2c',
      {},
      'https://acme.b2clogin.com/acme.onmicrosoft.com/B2C_1_signin/v2.0/.well-known/openid-configuration',
    ],
    [
      'fusionauth',
      { options: { issuer: 'https://login.acme.example', tenantId: 'one' } },
      'https://login.acme.example/.well-known/openid-configuration?tenantId=one',
    ],
  ])('discovers %s where its metadata is', async (file, changes, address) => {
    const { asked, session } = await signIn(file, changes)
    expect(asked[0]?.url).toBe(address)
    expect(session).toHaveProperty('user')
  })

  it('asks a GitHub of one’s own for the address that is private', async () => {
    const { asked, session } = await signIn('github', {
      options: { enterprise: { baseUrl: 'https://git.acme.example/' } },
    })
    const urls = asked.map(({ url }) => url)
    expect(urls).toContain('https://git.acme.example/api/v3/user/emails')
    expect(urls.filter((url) => !url.startsWith('https://git.acme.example/'))).toEqual([])
    expect(session).toMatchObject({ user: { email: 'ada@example.com' } })
  })

  it.each(['azure-ad', 'microsoft-entra-id'])(
    'has no tenant of %s let in unnamed',
    async (file) => {
      const { factory } = await loadProvider(file)
      expect(() => resolveProvider(factory(client))).toThrow(/has no issuer/)
    },
  )

  it('puts no picture of Microsoft into the session', async () => {
    const { asked, session } = await signIn('microsoft-entra-id')
    expect(asked.filter(({ url }) => url.includes('graph.microsoft.com'))).toEqual([])
    expect(session).toMatchObject({ user: { image: null } })
  })

  it('stays with one region of Zoho', async () => {
    const { asked, authorization } = await signIn('zoho', { options: { domain: 'zoho.eu' } })
    expect(authorization.host).toBe('accounts.zoho.eu')
    expect(asked.map(({ url }) => new URL(url).host)).toEqual([
      'accounts.zoho.eu',
      'accounts.zoho.eu',
    ])
  })
})
