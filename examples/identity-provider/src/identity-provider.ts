/**
 * Harbour ID: a real OpenID Provider (`oidc-provider`) for the demos and the tests to sign in with.
 *
 * It listens on this machine only, keeps everything in memory and makes its keys at the start. What is
 * its own is little: three people, one page, and the rule that each sign-in asks anew who it is. The
 * protocol is the library's.
 *
 * @module
 */
import { generateKeyPair, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { Provider, errors } from 'oidc-provider'
import type { ClientMetadata, Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider'
import { freePort } from './free-port.ts'
import { createMemoryAdapter } from './memory-adapter.ts'
import { errorPage, homePage, pageHeaders, signInPage } from './pages.ts'
import { findPerson, people, picturePath } from './people.ts'

/**
 * The client that the demos are. The secret is no secret: it opens a provider that only this machine
 * can reach, on which anybody may be anybody.
 */
export const demoClient = {
  clientId: 'sojourn-demo',
  clientSecret: 'open-to-everybody-on-this-machine',
} as const

/** What to start. */
export interface IdentityProviderOptions {
  /** Port to take if it is free, else the next free one. Default: any free one. */
  readonly port?: number | undefined
  /** Callback URLs of {@link demoClient}, such as `http://localhost:3000/api/auth/callback/harbour`. */
  readonly redirectUris?: readonly string[] | undefined
  /** More clients, as oidc-provider takes them. */
  readonly clients?: readonly ClientMetadata[] | undefined
  /** How ID tokens are signed. Default: `RS256`, which every client knows. */
  readonly signingAlgorithm?: 'RS256' | 'ES256' | undefined
  /** Gets one line for each sign-in and each failure. Default: dropped. */
  readonly log?: ((line: string) => void) | undefined
}

/** A provider that runs. */
export interface IdentityProvider {
  /** Issuer identifier, and address of the provider: `http://localhost:PORT`. */
  readonly issuer: string
  readonly port: number
  /** Stops it and drops every connection. */
  readonly close: () => Promise<void>
}

/** Starts a provider. Each has its own keys and memory, so several can run in one process. */
export async function startIdentityProvider(
  options: IdentityProviderOptions = {},
): Promise<IdentityProvider> {
  const port = await freePort(options.port)
  const issuer = `http://localhost:${port}`
  const provider = createProvider(issuer, await configure(issuer, options), options)
  const listener = createListener(provider, issuer, options.log ?? (() => {}))

  const servers = [await listen(listener, '127.0.0.1', port)]
  // `localhost` may be ::1 for a client. A machine without IPv6 does not need it.
  await listen(listener, '::1', port).then(
    (server) => servers.push(server),
    () => {},
  )
  return {
    issuer,
    port,
    close: async () => {
      await Promise.all(servers.map(stop))
    },
  }
}

async function configure(issuer: string, options: IdentityProviderOptions): Promise<Configuration> {
  const algorithm = options.signingAlgorithm ?? 'RS256'
  const { redirectUris = [], clients = [] } = options
  const demo: ClientMetadata = {
    client_id: demoClient.clientId,
    client_secret: demoClient.clientSecret,
    client_name: 'Sojourn demo',
    redirect_uris: [...redirectUris],
    grant_types: ['authorization_code', 'refresh_token'],
  }

  return {
    adapter: createMemoryAdapter(),
    // A client without a callback URL cannot be registered, nor used.
    clients: [...(redirectUris.length > 0 ? [demo] : []), ...clients].map((client) => ({
      id_token_signed_response_alg: algorithm,
      ...client,
    })),
    jwks: { keys: [await createSigningKey(algorithm)] },
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      // Cookies of `localhost` are shared by all of its ports, so the names must be this provider's own.
      names: {
        session: 'harbour.session',
        interaction: 'harbour.interaction',
        resume: 'harbour.resume',
      },
    },

    pkce: { required: () => true },
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'picture'],
      email: ['email', 'email_verified'],
    },
    // Else the ID token of a code flow holds `sub` alone, and name and email are at userinfo only.
    conformIdTokenClaims: false,
    findAccount: (_context, id) => {
      const person = findPerson(id)
      if (!person) return undefined
      return {
        accountId: person.id,
        claims: () => ({
          sub: person.id,
          name: person.name,
          given_name: person.givenName,
          picture: issuer + picturePath(person),
          email: person.email,
          email_verified: true,
        }),
      }
    },

    // Whoever chose a person on our page has said yes: no second page asks about the scopes.
    loadExistingGrant: async ({ oidc }) => {
      if (!oidc.session?.accountId || !oidc.client) return undefined
      const { accountId } = oidc.session
      const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId })
      grant.addOIDCScope([...oidc.requestParamScopes].join(' '))
      await grant.save()
      return grant
    },
    // The provider's own session ends with the sign-in (see `createProvider`); the code must outlive it.
    expiresWithSession: () => false,
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 86_400,
      Session: 60,
    },

    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    clientBasedCORS: () => false,
    renderError: (context, { error, error_description: description }) => {
      context.set(pageHeaders)
      context.body = errorPage(error, description)
    },
    // By default the library refuses to call private addresses, and here there are no others.
    fetch: (url, init = {}) => {
      const { dispatcher: _dispatcher, ...rest } = init as RequestInit & { dispatcher?: unknown }
      return globalThis.fetch(url, rest)
    },
  }
}

function createProvider(
  issuer: string,
  configuration: Configuration,
  { log = () => {} }: IdentityProviderOptions,
): Provider {
  const provider = new Provider(issuer, configuration)

  // Each sign-in asks anew who it is, so that a demo can switch people: nobody stays signed in here.
  provider.use(async (context: { oidc?: KoaContextWithOIDC['oidc'] }, next) => {
    await next()
    if (context.oidc?.entities.AuthorizationCode) await context.oidc.session?.destroy()
  })

  provider.on('authorization.success', ({ oidc }) => {
    log(`${oidc.account?.accountId} signs in to ${oidc.client?.clientId}`)
  })
  provider.on('authorization.error', (_context, error) => log(`sign-in refused: ${reason(error)}`))
  provider.on('grant.error', (_context, error) => log(`no tokens given: ${reason(error)}`))
  provider.on('server_error', (_context, error) => log(`failed: ${error.stack ?? error.message}`))
  return provider
}

/** Our own addresses; all others are the protocol's. */
function createListener(
  provider: Provider,
  issuer: string,
  log: (line: string) => void,
): RequestListener {
  const { host } = new URL(issuer)
  const protocol = provider.callback()

  return (request, response) => {
    // A foreign name that resolves to this machine (DNS rebinding) is not this provider.
    if (request.headers.host !== host) return send(response, 421, errorPage('misdirected_request'))

    const { pathname } = new URL(request.url ?? '/', issuer)
    const asset = request.method === 'GET' ? assets.get(pathname) : undefined
    if (asset) {
      response.writeHead(200, asset.headers).end(asset.body)
    } else if (pathname === '/' && request.method === 'GET') {
      send(response, 200, homePage(issuer))
    } else if (pathname.startsWith('/interaction/')) {
      interact(provider, request, response).catch((error: unknown) => {
        if (!(error instanceof errors.OIDCProviderError)) {
          log(`failed: ${String(error)}`)
          return send(response, 500, errorPage('server_error'))
        }
        send(response, error.statusCode, errorPage(error.error, error.error_description))
      })
    } else {
      void protocol(request, response)
    }
  }
}

/** The page that asks who it is, and its answer. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response)
  if (prompt.name === 'consent') {
    // Only a client that insists on `prompt=consent` comes here.
    return provider.interactionFinished(request, response, { consent: {} })
  }

  if (request.method === 'POST') {
    const form = await readForm(request)
    const person = findPerson(form.get('person'))
    if (person) {
      const login = { accountId: person.id, remember: false }
      return provider.interactionFinished(request, response, { login })
    }
    if (form.has('cancel')) {
      const description = 'The person cancelled the sign-in.'
      const refusal = { error: 'access_denied', error_description: description }
      return provider.interactionFinished(request, response, refusal)
    }
  }
  const client = await provider.Client.find(String(params['client_id']))
  send(response, 200, signInPage(client?.clientName ?? client?.clientId ?? 'the application'))
}

/** Reads a form. Ours has one field, so anything longer is not ours and counts as empty. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > 1024) return new URLSearchParams()
  }
  return new URLSearchParams(text)
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, pageHeaders).end(html)
}

/** Style sheet and pictures, by path. */
const assets = new Map([
  ['/harbour.css', asset('harbour.css', 'text/css; charset=utf-8')],
  ['/mark.svg', asset('mark.svg', 'image/svg+xml')],
  ...people.map(
    (person) => [picturePath(person), asset(`people/${person.id}.svg`, 'image/svg+xml')] as const,
  ),
])

function asset(file: string, type: string): { body: Buffer; headers: Record<string, string> } {
  return {
    body: readFileSync(new URL(`./assets/${file}`, import.meta.url)),
    headers: {
      'content-type': type,
      'cache-control': 'max-age=300',
      'content-security-policy': "default-src 'none'",
      // The pictures are shown by applications on other origins.
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    },
  }
}

async function createSigningKey(algorithm: 'RS256' | 'ES256'): Promise<JWK> {
  const generate = promisify(generateKeyPair)
  const { privateKey } =
    algorithm === 'RS256'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'P-256' })
  const kid = randomBytes(8).toString('base64url')
  return { ...privateKey.export({ format: 'jwk' }), alg: algorithm, use: 'sig', kid }
}

function listen(listener: RequestListener, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(listener)
    server.once('error', reject)
    server.listen({ host, port }, () => resolve(server))
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function reason(error: errors.OIDCProviderError): string {
  return error.error_description ? `${error.error} (${error.error_description})` : error.error
}
