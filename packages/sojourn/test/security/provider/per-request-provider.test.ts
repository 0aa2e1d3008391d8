/**
 * Configurations that are made anew for each request, providers and all: what is shared among them, and what
 * never is.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { type AuthConfig, createAuth } from '../../../src/server/index.ts'
import type { OidcProvider, Provider } from '../../../src/core/provider.ts'
import { metadataSource } from '../../../src/server/oauth/metadata-source.ts'
import {
  type RedirectProvider,
  resolveProvider,
} from '../../../src/server/oauth/resolve-provider.ts'
import { createSealer } from '../../../src/server/session/sealer.ts'
import { memoryStorage } from '../../../src/storage/memory.ts'
import { createBrowser, sessionCookies } from '../../support/browser.ts'
import { type MaliciousIssuer, useMaliciousProvider } from '../../support/malicious-provider.ts'
import { secret } from '../../support/test-auth.ts'
import { begin, ledTo } from './begin.ts'

const provider = useMaliciousProvider()

const logger = { error: () => undefined, warn: () => undefined }

function declare(issuer: string, changes: Partial<OidcProvider> = {}): OidcProvider {
  return { id: 'one', name: 'One', type: 'oidc', issuer, clientId: 'client', ...changes }
}

function configure(declared: Provider, changes: Partial<AuthConfig> = {}): AuthConfig {
  return { secret, logger, trustHost: true, providers: [declared], ...changes }
}

function count({ requests }: MaliciousIssuer, ending: string): number {
  return requests.filter((request) => request.endsWith(ending)).length
}

const hasSession = (response: Response): boolean => sessionCookies(response).length > 0

it('metadata and keys are fetched once, not at each sign-in', async () => {
  const at = provider.issue()
  const auth = createAuth(() => configure(declare(at.issuer)))
  for (let person = 0; person < 3; person++) {
    const browser = createBrowser(auth)
    const { pathname, search } = await begin(browser, at)
    expect(hasSession(await browser.get(pathname + search))).toBe(true)
  }
  expect(count(at, 'openid-configuration')).toBe(1)
  expect(count(at, '/jwks')).toBe(1)
})

it('five callbacks at once land signed in, with one session', async () => {
  const at = provider.issue()
  const storage = memoryStorage()
  const auth = createAuth(() => configure(declare(at.issuer), { adapter: storage }))
  const browser = createBrowser(auth)
  const { pathname, search } = await begin(browser, at)
  const answers = await Promise.all(
    Array.from({ length: 5 }, async () => auth.handle(browser.request(pathname + search))),
  )
  expect(answers.map(hasSession)).toEqual(Array(5).fill(true))
  expect(new Set(answers.map((answer) => answer.headers.getSetCookie().join())).size).toBe(1)
  expect(at.forms).toHaveLength(1)
})

it('an answer is not given to another tenant’s transaction of the same state', async () => {
  const at = provider.issue()
  const auth = createAuth((request) => {
    const { hostname } = new URL(request?.url ?? '')
    return configure(declare(at.issuer), { secret: `${secret} of ${hostname}` })
  })
  const browser = createBrowser(auth, 'http://a.example')
  const callback = await begin(browser, at)
  const state = callback.searchParams.get('state') ?? ''
  expect(hasSession(await auth.handle(browser.request(callback.pathname + callback.search)))).toBe(
    true,
  )
  // Whoever knows the secret of another tenant, and all the browser's cookies but the transaction.
  const forged = await createSealer([`${secret} of b.example`], {
    salt: '',
    info: 'Sojourn authorization transaction',
  }).seal({
    provider: 'one',
    state,
    nonce: 'n',
    codeVerifier: 'v'.repeat(43),
    callbackUrl: 'http://b.example/',
    expiresAt: Date.now() + 60_000,
  })
  const other = createBrowser(auth, 'http://b.example')
  for (const [name, value] of browser.cookies) {
    other.cookies.set(name, name.includes('transaction') ? forged : value)
  }
  const stolen = await other.get(callback.pathname + callback.search)
  expect(hasSession(stolen)).toBe(false)
  expect(stolen.headers.get('location')).toContain('code=transaction_missing')
})

describe('a provider of the same issuer', () => {
  it('with endpoints of its own puts them in nobody else’s place', async () => {
    const [at, evil] = [provider.issue(), provider.issue()]
    const authorization = `${evil.issuer}/authorize`
    const makers = [
      () => declare(at.issuer, { authorization, token: `${evil.issuer}/token` }),
      () => declare(at.issuer),
      () => declare(at.issuer, { authorization }),
      () => declare(at.issuer),
    ]
    for (const make of makers) {
      const browser = createBrowser(createAuth(() => configure(make())))
      const led = await ledTo(browser)
      expect(led.startsWith(authorization)).toBe(make().authorization !== undefined)
    }
    expect(evil.forms).toHaveLength(0)
  })

  it('with a metadata document of its own puts its keys in nobody else’s place', async () => {
    const at = provider.issue()
    const evil = provider.issue({
      metadata: (honest) => ({ ...honest, issuer: at.issuer }),
      keys: () => [],
    })
    const wellKnown = `${evil.issuer}/.well-known/openid-configuration`
    const first = createBrowser(createAuth(() => configure(declare(at.issuer, { wellKnown }))))
    expect(await ledTo(first)).toContain(`${evil.issuer}/`)
    const browser = createBrowser(createAuth(() => configure(declare(at.issuer))))
    const { pathname, search } = await begin(browser, at)
    expect(hasSession(await browser.get(pathname + search))).toBe(true)
  })

  it('that brings a `fetch` of its own is asked by that, and answers for no other', async () => {
    const [at, evil] = [provider.issue(), provider.issue()]
    const asked: string[] = []
    const liar: typeof fetch = async (input, init) => {
      const { url } = new Request(input)
      asked.push(url)
      const metadata = (await (await fetch(url, init)).json()) as object
      return Response.json({ ...metadata, authorization_endpoint: `${evil.issuer}/authorize` })
    }
    const make = (): Provider =>
      Object.assign(declare(at.issuer), { [Symbol('custom-fetch')]: liar })
    for (let turn = 1; turn <= 2; turn++) {
      const lied = await ledTo(createBrowser(createAuth(() => configure(make()))))
      expect(lied).toContain(evil.issuer)
      expect(asked).toHaveLength(turn)
      const honest = await ledTo(createBrowser(createAuth(() => configure(declare(at.issuer)))))
      expect(honest.startsWith(`${at.issuer}/`)).toBe(true)
    }
  })
})

describe('what is kept', () => {
  const resolve = (declared: Provider): RedirectProvider => {
    const resolved = resolveProvider(declared)
    if (resolved.type !== 'oauth') throw new Error('The provider is another.')
    return resolved
  }
  const of = (issuer: string, changes: Partial<OidcProvider> = {}, now = Date.now): object =>
    metadataSource({ now }, resolve(declare(issuer, changes)))

  it('is the same for the same, whoever the client is', () => {
    const issuer = 'https://same.example'
    expect(of(issuer)).toBe(of(issuer, { id: 'two', clientId: 'other', clientSecret: 's' }))
  })

  it('is another for whatever the answer or its reading depends on', () => {
    const issuer = 'https://differs.example'
    const all = [
      of(issuer),
      of('http://differs.example'),
      of(issuer, { wellKnown: `${issuer}/metadata` }),
      of(issuer, { authorization: `${issuer}/a` }),
      of(issuer, { token: `${issuer}/a` }),
      of(issuer, { userinfo: `${issuer}/a` }),
      of(issuer, {}, () => 0),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  it('is bounded: of a hundred others the one that was used last stays', () => {
    const [idle, used] = ['https://idle.example', 'https://used.example']
    const [idleBefore, usedBefore] = [of(idle), of(used)]
    for (let other = 0; other < 99; other++) {
      of(`https://other-${other}.example`)
      of(used)
    }
    expect(of(used)).toBe(usedBefore)
    expect(of(idle)).not.toBe(idleBefore)
  })
})
