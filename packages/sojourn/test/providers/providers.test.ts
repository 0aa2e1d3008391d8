/**
 * Every ready-made provider: its shape, whom it makes of an answer, and that this is whom NextAuth and
 * Auth.js made of it, so that nobody who moves loses an account.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { toUser, type UserInput } from '../../src/core/user.ts'
import { type RedirectProvider, resolveProvider } from '../../src/server/oauth/resolve-provider.ts'
import { testAuth } from '../support/test-auth.ts'
import { files, loadForeign, loadProvider, namesIn } from './factories.ts'
import { type Differences, sampleOf, samples, type SampleUser } from './samples.ts'

const client = { clientId: 'client', clientSecret: 'very-secret' }

/** Ids that are not the module's name, as NextAuth has them. */
const ids: Record<string, string> = {
  'duende-identity-server6': 'duende-identityserver6',
  'ory-hydra': 'hydra',
}

/** Names of factories that are not the module's in camel case. */
const names: Record<string, string> = { '42-school': 'fortyTwoSchool' }

/** Modules of the packages that are no provider of ours, and why. */
const left: Record<string, string> = {
  index: 'no provider',
  oauth: 'types',
  'provider-types': 'types',
  credentials: 'tested elsewhere',
  email: 'tested elsewhere',
  nodemailer: 'tested elsewhere',
  forwardemail: 'a mail service',
  loops: 'a mail service',
  mailgun: 'a mail service',
  postmark: 'a mail service',
  resend: 'a mail service',
  sendgrid: 'a mail service',
  passkey: 'WebAuthn',
  webauthn: 'WebAuthn',
}

/** Ids that the packages give alike, but for one. */
const otherIds = { 'duende-identity-server6': 'Auth.js has `duende-identity-server6`' }

async function resolved(file: string): Promise<RedirectProvider> {
  const { factory } = await loadProvider(file)
  const provider = resolveProvider(factory({ ...client, ...sampleOf(file).options }))
  if (provider.type !== 'oauth') throw new Error(`${file} is no provider to be sent to.`)
  return provider
}

function asSampleUser(input: unknown): SampleUser {
  const user = toUser(input as UserInput)
  const { id, name, email, image } = user
  return { id, name: name ?? null, email: email ?? null, image: image ?? null }
}

/** Every text in an object, at any depth. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(texts)
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describe('the folder of providers', () => {
  it.each(['next-auth', '@auth/core'] as const)('has all that %s has', (from) => {
    const missing = namesIn(from).filter((name) => !files.includes(name) && !(name in left))
    expect(missing).toEqual([])
  })

  it('has a sample for each, and none for nobody', () => {
    expect(Object.keys(samples).toSorted()).toEqual(files.toSorted())
  })
})

describe.each(files)('%s', (file) => {
  const id = ids[file] ?? file

  it('exports one factory, named after it', async () => {
    const { exports } = await loadProvider(file)
    const name = names[file] ?? file.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    expect(Object.keys(exports)).toEqual([name])
  })

  it('has the id of NextAuth', async () => {
    const { factory } = await loadProvider(file)
    expect(factory().id).toBe(id)
    const options = { ...client, issuer: 'https://login.acme.example', version: '2.0' }
    for (const from of ['next-auth', '@auth/core'] as const) {
      const foreign = await loadForeign(from, file)
      if (from === '@auth/core' && file in otherIds) expect(foreign?.(options).id).not.toBe(id)
      else if (foreign !== undefined) expect(foreign(options).id).toBe(id)
    }
  })

  it('takes the client from the options, and replaces what they name', async () => {
    const { factory } = await loadProvider(file)
    expect(factory().clientId).toBeUndefined()
    const options = {
      ...client,
      ...sampleOf(file).options,
      id: 'another',
      name: 'Another',
      authorization: { params: { scope: 'only-this' } },
      allowDangerousEmailAccountLinking: true,
    }
    expect(resolveProvider(factory(options))).toMatchObject({
      ...client,
      id: 'another',
      name: 'Another',
      authorizationParams: { scope: 'only-this' },
      allowEmailLinking: true,
    })
  })

  it('takes the client from the environment', async () => {
    const prefix = `AUTH_${id.toUpperCase().replaceAll('-', '_')}`
    vi.stubEnv(`${prefix}_ID`, 'from-environment')
    vi.stubEnv(`${prefix}_SECRET`, 'from-environment-too')
    const { factory } = await loadProvider(file)
    const { options } = sampleOf(file)
    const expected = { clientId: 'from-environment', clientSecret: 'from-environment-too' }
    const declared = options === undefined ? factory : factory(options)
    expect(resolveProvider(declared)).toMatchObject(expected)
  })

  it('is accepted by the engine', async () => {
    const { factory } = await loadProvider(file)
    const auth = testAuth({ providers: [factory({ ...client, ...sampleOf(file).options })] })
    const response = await auth.handle(new Request('http://localhost:3000/api/auth/providers'))
    expect(await response.json()).toMatchObject({ [id]: { id, type: 'oauth' } })
  })

  it('names https addresses, none with the secret', async () => {
    const { factory } = await loadProvider(file)
    const { options: _options, ...data } = factory({ ...client, ...sampleOf(file).options })
    const addresses = texts(data).filter((text) => /^[a-z]+:\/\//i.test(text))
    expect(addresses.filter((address) => !address.startsWith('https://'))).toEqual([])
    expect(texts(data).filter((text) => text.includes(client.clientSecret))).toEqual([])
    expect(texts(data).filter((text) => /undefined|null|\$\{/.test(text))).toEqual([])
    const { authorizationParams, kind } = await resolved(file)
    if (kind === 'oidc' && file !== 'apple') expect(authorizationParams['scope']).toMatch(/openid/)
  })

  it('makes the user of an answer', async () => {
    const { profile, tokens = {}, user } = sampleOf(file)
    const provider = await resolved(file)
    const made = await provider.profile(structuredClone(profile), tokens)
    expect(asSampleUser(made)).toEqual(user)
  })

  it('makes nobody of an answer that says nothing', async () => {
    const provider = await resolved(file)
    const made = (async () => provider.profile({}, {}))()
    const id = await made.then(
      (user) => user.id ?? '',
      () => '',
    )
    expect(id).toBe('')
  })

  it.each(['next-auth', '@auth/core'] as const)('makes whom %s makes', async (from) => {
    const foreign = await loadForeign(from, file)
    const { options, profile, v5Profile, tokens = {}, user, v4, v5 } = sampleOf(file)
    const differences: Differences | string = (from === 'next-auth' ? v4 : v5) ?? {}
    if (foreign === undefined || typeof differences === 'string') {
      expect(foreign === undefined).toBe(typeof differences !== 'string')
      return
    }
    // Of Microsoft they ask for a picture.
    vi.stubGlobal('fetch', async () => new Response(null, { status: 404 }))
    const made = foreign({ ...client, ...options, version: '2.0' })
    const given = structuredClone((from === '@auth/core' ? v5Profile : undefined) ?? profile)
    const mapped = asSampleUser(await (made.profile ?? defaultOfAuthJs)(given, tokens))
    for (const field of ['id', 'name', 'email', 'image'] as const) {
      if (field in differences) expect(mapped[field], field).not.toBe(user[field])
      else expect(mapped[field], field).toBe(user[field])
    }
  })
})

describe('a provider that is a server of one’s own', () => {
  it.each(['boxyhq-saml', 'mastodon', 'mattermost', 'nextcloud', 'osso', 'united-effects'])(
    'takes the address from the environment, as %s',
    async (file) => {
      const { factory } = await loadProvider(file)
      const prefix = `AUTH_${file.toUpperCase().replaceAll('-', '_')}`
      vi.stubEnv(`${prefix}_ID`, 'client')
      vi.stubEnv(`${prefix}_ISSUER`, 'https://own.acme.example/')
      const provider = resolveProvider(factory)
      expect(texts(provider).join(' ')).toMatch(/https:\/\/own\.acme\.example\b/)
      expect(texts(provider).filter((text) => text.includes('example//'))).toEqual([])
    },
  )
})

/** What Auth.js does without a `profile` function. */
function defaultOfAuthJs(profile: Record<string, unknown>): unknown {
  return {
    id: profile['sub'] ?? profile['id'],
    name: profile['name'] ?? profile['nickname'] ?? profile['preferred_username'],
    email: profile['email'],
    image: profile['picture'],
  }
}
