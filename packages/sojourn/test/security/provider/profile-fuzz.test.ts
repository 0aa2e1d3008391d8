/**
 * Profiles of every shape: whoever signs in is somebody of their own, or nobody; and nothing else changes.
 *
 * @module
 */
import * as fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { createAuth } from '../../../src/server/index.ts'
import { createBrowser } from '../../support/browser.ts'
import { type MaliciousIssuer, useMaliciousProvider } from '../../support/malicious-provider.ts'
import { secret } from '../../support/test-auth.ts'

const provider = useMaliciousProvider()
let at: MaliciousIssuer
beforeAll(() => {
  at = provider.issue()
})

const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    null,
    '',
    'a'.repeat(2000),
    '<script>alert(1)</script>',
    'a@b.example\r\nBcc: c@d.example',
    { toString: 'x' },
    { __proto__: null, constructor: { prototype: { polluted: true } } },
    [[[[]]]],
    1e308,
    -0,
  ),
)
const names = [
  'name',
  'email',
  'email_verified',
  'picture',
  'nickname',
  'constructor',
  'toString',
  'id',
]

it('F2 claims of any shape throw nothing, pollute nothing, and prove no address that they do not name', async () => {
  const seen: unknown[] = []
  const auth = createAuth({
    secret,
    logger: {
      error: (code, detail) => seen.push(code === 'session_too_large' ? code : detail),
      warn: () => undefined,
    },
    providers: [{ id: 'one', name: 'One', type: 'oidc', issuer: at.issuer, clientId: 'client' }],
  })
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...names), strange),
      fc.boolean(),
      async (fields, poisoned) => {
        const poison = '{"__proto__":{"polluted":true,"isAdmin":true}}'
        at.misbehave({
          claims: (claims) => {
            const all: Record<string, unknown> = { ...claims, ...fields }
            return poisoned
              ? Object.defineProperty(all, '__proto__', {
                  value: (JSON.parse(poison) as object)['__proto__' as never],
                  enumerable: true,
                })
              : all
          },
        })
        const browser = createBrowser(auth)
        const csrfToken = await browser.csrfToken()
        const begun = await browser.post('/api/auth/signin/one', {
          csrfToken,
          callbackUrl: '/account',
        })
        const back = at.authorize(begun.headers.get('location') ?? '')
        const response = await browser.get(back.pathname + back.search)
        expect(response.status).toBe(302)
        const session = (await browser.session()) as { user?: Record<string, unknown> }
        const landed = response.headers.get('location')?.endsWith('/account') === true
        expect(landed).toBe('user' in session)
        for (const field of Object.values(session.user ?? {})) {
          expect(field === null || typeof field === 'string').toBe(true)
        }
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
        expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
      },
    ),
    { numRuns: 300 },
  )
  // Some are too large for a cookie; no other failure is ours.
  expect(seen.filter((code) => code !== 'session_too_large')).toEqual([])
}, 60_000)

it('A2 an address counts as verified only if that is said, as a boolean, beside it', async () => {
  const cases: [Record<string, unknown>, Record<string, unknown> | undefined, boolean][] = [
    [{ email: 'Ada@Example.com', email_verified: true }, undefined, true],
    [{ email: 'ada@example.com', email_verified: 'true' }, undefined, false],
    [{ email: 'ada@example.com', email_verified: 'false' }, undefined, false],
    [{ email: 'ada@example.com', email_verified: 1 }, undefined, false],
    [{ email: 'ada@example.com', email_verified: undefined }, undefined, false],
    // Verified is the address in the token; that of userinfo is another.
    [
      { email: 'mallory@evil.example', email_verified: true },
      { email: 'ada@example.com', email_verified: undefined },
      false,
    ],
    [
      { email: 'mallory@evil.example', email_verified: false },
      { email: 'ada@example.com', email_verified: true },
      true,
    ],
  ]
  const { resolveConfig } = await import('../../../src/server/config.ts')
  const { reachProvider, redeemResponse } = await import('../../../src/server/oauth/exchange.ts')
  const { startAuthorization } = await import('../../../src/server/oauth/authorize.ts')
  for (const [claims, userinfo, proves] of cases) {
    const issuer = provider.issue({
      claims: (honest) => ({ ...honest, ...claims }),
      userinfo: (honest) => ({ ...honest, ...userinfo }),
    })
    const config = resolveConfig({
      secret,
      providers: [
        {
          id: 'one',
          name: 'One',
          type: 'oidc',
          issuer: issuer.issuer,
          clientId: 'client',
          idToken: userinfo === undefined,
        },
      ],
    })
    const resolved = config.providers.get('one')
    if (resolved?.type !== 'oauth') throw new Error('The provider is another.')
    const redirectUri = 'http://localhost:3000/api/auth/callback/one'
    const begun = await startAuthorization(config, resolved, {
      redirectUri,
      callbackUrl: '/',
      params: [],
    })
    const { searchParams } = issuer.authorize(begun.url)
    const identity = await redeemResponse(
      await reachProvider(config, resolved),
      begun.transaction,
      searchParams,
      redirectUri,
    )
    expect([claims, identity.provesEmail]).toEqual([claims, proves])
    expect(identity.user.email).toBe('ada@example.com')
  }
})
