/**
 * How an application lists providers: with options, from the environment, several of a kind.
 */
import { afterEach, expect, it, vi } from 'vitest'
import { github } from '../../src/providers/github.ts'
import { google } from '../../src/providers/google.ts'
import { keycloak } from '../../src/providers/keycloak.ts'
import { microsoftEntraId } from '../../src/providers/microsoft-entra-id.ts'
import { resolveProvider } from '../../src/server/oauth/resolve-provider.ts'
import { testAuth } from '../support/test-auth.ts'

const client = { clientId: 'client', clientSecret: 'secret' }

afterEach(() => vi.unstubAllEnvs())

async function idsOf(auth: ReturnType<typeof testAuth>): Promise<string[]> {
  const response = await auth.handle(new Request('http://localhost:3000/api/auth/providers'))
  return Object.keys((await response.json()) as object)
}

it('takes factories as they are, called and uncalled, from the environment', async () => {
  vi.stubEnv('AUTH_GITHUB_ID', 'client')
  vi.stubEnv('AUTH_GITHUB_SECRET', 'secret')
  vi.stubEnv('AUTH_KEYCLOAK_ID', 'client')
  vi.stubEnv('AUTH_KEYCLOAK_ISSUER', 'https://sso.acme.example/realms/acme')
  expect(await idsOf(testAuth({ providers: [github(), keycloak] }))).toEqual(['github', 'keycloak'])
})

it('says what is missing where neither options nor environment say it', () => {
  expect(() => testAuth({ providers: [github()] })).toThrow(/"github" has no clientId/)
  expect(() => testAuth({ providers: [keycloak(client)] })).toThrow(/"keycloak" has no issuer/)
})

it('takes two of a kind under their own ids', async () => {
  const providers = ['staff', 'customers'].map((id) =>
    keycloak({ ...client, id, issuer: `https://sso.acme.example/realms/${id}` }),
  )
  expect(await idsOf(testAuth({ providers }))).toEqual(['staff', 'customers'])
})

it('adds parameters of the authorization to those of the provider', () => {
  const more = { params: { allow_signup: 'false' } }
  expect(resolveProvider(github({ ...client, authorization: more }))).toMatchObject({
    authorizationEndpoint: 'https://github.com/login/oauth/authorize',
    authorizationParams: { scope: 'read:user user:email', allow_signup: 'false' },
  })
})

it('lets in all tenants of Microsoft only where that is said', () => {
  const common = resolveProvider(microsoftEntraId({ ...client, tenantId: 'common' }))
  expect(common).toMatchObject({ foreign: { hasTenants: true } })
  vi.stubEnv('AUTH_MICROSOFT_ENTRA_ID_ISSUER', 'https://login.microsoftonline.com/acme/v2.0')
  expect(resolveProvider(microsoftEntraId(client))).toMatchObject({
    issuer: 'https://login.microsoftonline.com/acme/v2.0',
    foreign: undefined,
  })
})

it('knows the names of options', () => {
  // @ts-expect-error -- a misspelt option
  google({ clientID: 'client' })
  // @ts-expect-error -- an option of another provider
  google({ tenantId: 'acme' })
})
