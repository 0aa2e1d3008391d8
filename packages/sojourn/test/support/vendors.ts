/**
 * The world's identity providers on one local server: requests to their hosts are led there, as a name server
 * would, and everything else about them is real HTTP.
 *
 * @module
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** A request to one of them. */
export interface VendorRequest {
  readonly method: string
  /** Of the vendor, as it was asked for. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly form: URLSearchParams
}

/** What it answers: JSON, or with a type anything. */
export interface VendorAnswer {
  readonly status?: number
  readonly type?: string
  readonly body: unknown
}

/** Answers by `METHOD https://host/path`. */
export type VendorRoutes = Record<
  string,
  (request: VendorRequest) => VendorAnswer | Promise<VendorAnswer>
>

/** The server. */
export interface Vendors {
  /** What stands for `fetch`. */
  readonly fetch: typeof fetch
  /** Answers of the vendors there are. */
  readonly routes: VendorRoutes
  /** Requests served, as `GET https://host/path`. */
  readonly requests: string[]
  readonly close: () => Promise<void>
}

/** Starts the server. */
export async function startVendors(): Promise<Vendors> {
  const routes: VendorRoutes = {}
  const requests: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    const answer = async (): Promise<void> => {
      const url = new URL(`https:/${request.url}`)
      const name = `${request.method} ${url.origin}${url.pathname}`
      requests.push(name)
      const route = routes[name]
      const method = request.method ?? 'GET'
      const { headers } = request
      const { status, type, body } = (await route?.({
        method,
        url,
        headers,
        form: new URLSearchParams(text),
      })) ?? { status: 404, body: { error: `nobody answers ${name}` } }
      response
        .writeHead(status ?? 200, { 'content-type': type ?? 'application/json' })
        .end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    request.on('end', () => void answer())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const real = globalThis.fetch

  return {
    routes,
    requests,
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      return url.protocol === 'https:'
        ? real(`${base}/${url.host}${url.pathname}${url.search}`, init)
        : real(input, init)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What of an OpenID Provider is its own. */
export interface OpenIdVendor {
  /** As its metadata says. */
  readonly issuer: string
  /** Where that is. Default: below the issuer. */
  readonly metadataUrl?: string
  readonly alg?: 'RS256' | 'ES256'
  /** Signs with this secret, by HS256. */
  readonly secret?: string
  /** Changes the claims. */
  readonly claims?: Record<string, unknown>
  /** Changes the token answer. */
  readonly tokens?: Record<string, unknown>
  readonly metadata?: Record<string, unknown>
  /** Changes the published key. */
  readonly key?: Record<string, unknown>
}

/** Adds an OpenID Provider to the world. */
export async function addOpenIdVendor(
  { routes }: Vendors,
  vendor: OpenIdVendor,
): Promise<{ readonly authorize: (url: string) => URL }> {
  const { issuer, alg = 'RS256', secret } = vendor
  const metadataUrl = vendor.metadataUrl ?? `${issuer}/.well-known/openid-configuration`
  const { origin } = new URL(metadataUrl)
  const { privateKey, publicKey } = await generateKeyPair(alg)
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg, use: 'sig', ...vendor.key }
  let nonce: string | null = null
  const found = new URL(metadataUrl)
  routes[`GET ${found.origin}${found.pathname}`] = ({ url }) =>
    url.search === found.search
      ? {
          body: {
            issuer,
            authorization_endpoint: `${origin}/authorize`,
            token_endpoint: `${origin}/token`,
            userinfo_endpoint: `${origin}/userinfo`,
            jwks_uri: `${origin}/keys`,
            id_token_signing_alg_values_supported: [alg],
            ...vendor.metadata,
          },
        }
      : { status: 404, body: {} }
  routes[`GET ${origin}/keys`] = () => ({ body: { keys: [jwk] } })
  routes[`POST ${origin}/token`] = async ({ form, headers }) => {
    const basic = String(headers['authorization'] ?? '').replace('Basic ', '')
    const client = form.get('client_id') ?? Buffer.from(basic, 'base64').toString().split(':')[0]
    const token = new SignJWT({ sub: 'ada', nonce, ...vendor.claims })
      .setProtectedHeader(secret === undefined ? { alg, kid: 'k' } : { alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .setAudience(client ?? '')
      .setIssuer((vendor.claims?.['iss'] as string | undefined) ?? issuer)
    const idToken = await token.sign(
      secret === undefined ? privateKey : new TextEncoder().encode(secret),
    )
    return {
      body: {
        access_token: 'token',
        token_type: 'Bearer',
        expires_in: 300,
        id_token: idToken,
        ...vendor.tokens,
      },
    }
  }
  return {
    authorize(url) {
      const query = new URL(url).searchParams
      nonce = query.get('nonce')
      return comeBack(url)
    },
  }
}

/** The way back from an authorization endpoint that says yes. */
export function comeBack(authorizationUrl: string): URL {
  const query = new URL(authorizationUrl).searchParams
  const back = new URL(query.get('redirect_uri') ?? '')
  back.searchParams.set('code', 'the-code')
  back.searchParams.set('state', query.get('state') ?? '')
  return back
}
