/**
 * Answers that come through another deployment: it sends nobody anywhere but where its own secret says.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { type Auth, type AuthConfig, createAuth } from '../../../src/server/index.ts'
import { createSealer } from '../../../src/server/session/sealer.ts'
import { createBrowser } from '../../support/browser.ts'
import { type MaliciousIssuer, useMaliciousProvider } from '../../support/malicious-provider.ts'
import { secret } from '../../support/test-auth.ts'
import { begin } from './begin.ts'

const previewAt = 'https://preview-7.example'
const proxyAt = 'https://auth.example'
const redirectProxyUrl = `${proxyAt}/api/auth`

const provider = useMaliciousProvider()

function start(url: string, at: MaliciousIssuer, config: Partial<AuthConfig> = {}): Auth {
  return createAuth({
    secret,
    url,
    redirectProxyUrl,
    logger: { error: () => undefined, warn: () => undefined },
    providers: [{ id: 'one', name: 'One', type: 'oidc', issuer: at.issuer, clientId: 'client' }],
    ...config,
  })
}

describe('a preview', () => {
  it('has its answers sent to the proxy, which passes them on, and signs people in', async () => {
    const at = provider.issue()
    const preview = start(previewAt, at)
    const proxy = start(proxyAt, at)
    const browser = createBrowser(preview, previewAt)
    const back = await begin(browser, at)
    expect(back.origin + back.pathname).toBe(`${proxyAt}/api/auth/callback/one`)
    const passed = await createBrowser(proxy, proxyAt).get(back.pathname + back.search)
    expect(passed.status).toBe(302)
    expect(passed.headers.getSetCookie()).toEqual([])
    const target = new URL(passed.headers.get('location') ?? '')
    expect(target.origin + target.pathname).toBe(`${previewAt}/api/auth/callback/one`)
    expect(Object.fromEntries(target.searchParams)).toEqual(Object.fromEntries(back.searchParams))
    const landed = await browser.get(target.pathname + target.search)
    expect(landed.headers.get('location')).toBe(`${previewAt}/account`)
    expect(at.forms[0]?.get('redirect_uri')).toBe(`${proxyAt}/api/auth/callback/one`)
    expect(await preview.getSession(browser.request('/'))).not.toBeNull()
  })

  it('counts only in the browser that began there', async () => {
    const at = provider.issue()
    const preview = start(previewAt, at)
    const back = await begin(createBrowser(preview, previewAt), at)
    const stranger = createBrowser(preview, previewAt)
    const response = await stranger.get(back.pathname + back.search)
    expect(response.headers.get('location')).toContain('code=transaction_missing')
  })
})

it('the proxy signs people in for itself', async () => {
  const at = provider.issue()
  const proxy = start(proxyAt, at)
  const browser = createBrowser(proxy, proxyAt)
  const back = await begin(browser, at)
  const response = await browser.get(back.pathname + back.search)
  expect(response.headers.get('location')).toBe(`${proxyAt}/account`)
})

it('a provider’s own proxy counts before that of the configuration', async () => {
  const at = provider.issue()
  const preview = start(previewAt, at, {
    providers: [
      {
        id: 'one',
        name: 'One',
        type: 'oidc',
        issuer: at.issuer,
        clientId: 'client',
        redirectProxyUrl: 'https://other.example/auth/',
      },
    ],
  })
  const back = await begin(createBrowser(preview, previewAt), at)
  expect(back.origin + back.pathname).toBe('https://other.example/auth/callback/one')
})

describe('O1 the proxy sends nobody elsewhere', () => {
  const random = 'x'.repeat(43)
  const claims = {
    random,
    provider: 'one',
    callback: 'https://evil.example/steal',
    expiresAt: Date.now() + 60_000,
  }
  const seal = async (
    fields: object,
    by = secret,
    info = 'Sojourn redirect proxy',
  ): Promise<string> =>
    `${random}.${await createSealer([by], { salt: '', info }).seal({ ...claims, ...fields })}`

  async function locationOf(state: string): Promise<string> {
    const proxy = createBrowser(start(proxyAt, provider.issue()), proxyAt)
    const query = new URLSearchParams({ code: 'c', state })
    const response = await proxy.get(`/api/auth/callback/one?${query}`)
    return response.headers.get('location') ?? ''
  }

  it('but where a state leads that was sealed under its secret', async () => {
    expect(await locationOf(await seal({}))).toMatch(/^https:\/\/evil\.example\/steal\?/)
  })

  it.each([
    ['an address', async () => 'https://evil.example'],
    ['an address behind the random part', async () => `${random}.https://evil.example`],
    ['nothing behind it', async () => `${random}.`],
    ['claims that are not sealed', async () => `${random}.${btoa(JSON.stringify(claims))}`],
    [
      'sealed under another secret',
      async () => seal({}, 'another secret of more than thirty characters'),
    ],
    [
      'sealed for another purpose',
      async () => seal({}, secret, 'Sojourn authorization transaction'),
    ],
    ['of another sign-in', async () => seal({ random: 'y'.repeat(43) })],
    ['of another provider', async () => seal({ provider: 'two' })],
    ['too old', async () => seal({ expiresAt: Date.now() - 1 })],
    ['without an end', async () => seal({ expiresAt: undefined })],
    ['to no address', async () => seal({ callback: 'evil' })],
    ['to itself', async () => seal({ callback: `${proxyAt}/api/auth/callback/one` })],
  ])('with a state that is %s', async (_, make) => {
    const location = new URL(await locationOf(await make()))
    expect(location.origin).toBe(proxyAt)
    expect(location.searchParams.get('code')).toBe('transaction_missing')
  })

  it('nor does a deployment that is not the proxy', async () => {
    const preview = createBrowser(start(previewAt, provider.issue()), previewAt)
    const query = new URLSearchParams({ code: 'c', state: await seal({}) })
    const response = await preview.get(`/api/auth/callback/one?${query}`)
    expect(new URL(response.headers.get('location') ?? '').origin).toBe(previewAt)
  })
})
