/**
 * A small OpenID Provider for tests of applications: real HTTP, real signatures, and nobody has to click.
 *
 * The authorization endpoint answers at once, for the person that the test chose, or with a refusal. What
 * a client sends is checked as a provider does: PKCE, the client's secret, the redirect URI, codes that
 * are good once. The protocol is in `fake-provider-grants.ts`; this file is its server.
 *
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OidcProvider } from '../core/provider.ts'
import type { Profile } from '../core/user.ts'
import { createGrants, type Grants, type ProviderAnswer } from './fake-provider-grants.ts'

/** Who signs in, and as what the application is known. */
export interface FakeProviderOptions {
  /** Claims of the person who signs in, with their `sub`. Default: Ada. */
  readonly profile?: Profile | undefined
  /** Names the provider in the application. Default: `fake`. */
  readonly id?: string | undefined
  /** Default: `test`. */
  readonly clientId?: string | undefined
  /** With a secret the application has to prove that it knows it. Default: none, PKCE only. */
  readonly clientSecret?: string | undefined
}

/** A provider that runs. */
export interface FakeProvider {
  /** Issuer identifier: `http://127.0.0.1:<port>`. */
  readonly issuer: string
  /** What goes into `providers` of `createAuth`. */
  readonly config: OidcProvider
  /**
   * From now on this person signs in.
   *
   * @throws {TypeError} If the claims have no `sub`.
   */
  readonly signInAs: (profile: Profile) => void
  /** From now on sign-ins are refused with an `error` of RFC 6749, section 4.1.2.1. */
  readonly refuse: (error: string) => void
  /** Requests that were served, as `GET /authorize`. Oldest first. */
  readonly requests: readonly string[]
  /** Stops the provider. */
  readonly close: () => Promise<void>
}

/**
 * Starts a provider on a free port of this machine.
 *
 * @throws {TypeError} If the profile has no `sub`.
 *
 * @example
 * ```ts
 * const provider = await fakeProvider({ profile: { sub: '1', email: 'ada@example.com' } })
 * const auth = createAuth({ providers: [provider.config], … })
 * // Sign in: POST /api/auth/signin/fake, follow the redirects.
 * await provider.close()
 * ```
 */
export async function fakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const { id = 'fake', clientId = 'test', clientSecret } = options
  const grants = await createGrants(clientId, clientSecret)
  grants.signInAs(options.profile ?? { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' })

  const requests: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    requests.push(`${request.method} ${url.pathname}`)
    answer(grants, issuer, url, request).then(
      (given) => send(response, given),
      (error: unknown) => send(response, { status: 500, body: { error: String(error) } }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    issuer,
    config: {
      id,
      name: 'Fake',
      type: 'oidc',
      issuer,
      clientId,
      ...(clientSecret === undefined
        ? { client: { token_endpoint_auth_method: 'none' } }
        : { clientSecret }),
    },
    signInAs: grants.signInAs,
    refuse: grants.refuse,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(
  grants: Grants,
  issuer: string,
  { pathname, searchParams }: URL,
  request: IncomingMessage,
): Promise<ProviderAnswer> {
  const { authorization } = request.headers
  switch (`${request.method} ${pathname}`) {
    case 'GET /.well-known/openid-configuration':
      return { status: 200, body: metadata(issuer) }
    case 'GET /jwks':
      return { status: 200, body: grants.keys }
    case 'GET /authorize':
      return grants.authorize(issuer, searchParams)
    case 'POST /token':
      return grants.redeem(issuer, await readForm(request), authorization)
    case 'GET /userinfo':
    case 'POST /userinfo':
      return grants.userinfo(authorization)
    default:
      return { status: 404, body: { error: 'not_found' } }
  }
}

function metadata(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string
  return new URLSearchParams(text)
}

function send(response: ServerResponse, { status, body, location }: ProviderAnswer): void {
  if (location !== undefined) response.setHeader('location', location)
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body))
}
