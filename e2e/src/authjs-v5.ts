/**
 * An application that is written for Auth.js v5, built on it and, with another `package.json`, on ours; and what its
 * tests have in common.
 *
 * Both share one installation, that of `next-auth-apps-v5`, which has the original in it. Where ours is to be had
 * instead, it is laid out nearer to the application, with the package that it depends on.
 *
 * @module
 */
import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoClient, type IdentityProvider, startIdentityProvider } from 'example-identity-provider'
import { freePort } from 'example-identity-provider/free-port'
import { afterAll, beforeAll } from 'vitest'
import { buildEdition, type Door, type Edition } from './editions.ts'
import { type RunningServer, startServer } from './server.ts'
import { type Visit, visitSite } from './visit.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const installation = join(root, 'e2e', 'next-auth-apps-v5')

/** The door of Auth.js v5. */
export const authjsDoor: Door = {
  folder: 'next-auth/v5',
  replaces: 'next-auth',
  alias: 'npm:@sojourn/next-auth@5',
}

/** What a test gets. */
export interface AuthjsVisit extends Visit {
  readonly server: RunningServer
  /** Address of the identity provider. */
  readonly issuer: string
  /** Asks an address with the cookies of this visitor, following nothing. */
  readonly ask: (
    path: string,
    method?: 'DELETE' | 'GET' | 'POST',
    data?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Asked>
}

/** An answer. */
export interface Asked {
  readonly status: number
  /** JSON, or text. */
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly setsSession: boolean
}

/** The secret of all editions, so that they can read one another's sessions. */
export const secret = 'a-secret-of-forty-characters-for-testing'

/**
 * A session as Auth.js has sealed it, five minutes ago: a JWE, `dir` with `A256CBC-HS512` (RFC 7518, section 5.2).
 *
 * @param claims Besides the times.
 */
export function sealedFiveMinutesAgo(claims: object): string {
  const name = 'authjs.session-token'
  const info = `Auth.js Generated Encryption Key (${name})`
  const key = Buffer.from(hkdfSync('sha256', secret, name, info, 64))
  const iat = Math.floor(Date.now() / 1000) - 300
  const plain = JSON.stringify({ ...claims, iat, exp: iat + 3600, jti: crypto.randomUUID() })

  const header = Buffer.from('{"alg":"dir","enc":"A256CBC-HS512"}').toString('base64url')
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  const length = Buffer.alloc(8)
  length.writeUInt32BE(header.length * 8, 4)
  const mac = createHmac('sha512', key.subarray(0, 32))
  const tag = mac.update(header).update(iv).update(sealed).update(length).digest().subarray(0, 32)
  return [header, '', ...[iv, sealed, tag].map((part) => part.toString('base64url'))].join('.')
}

/**
 * Builds and starts the application for the tests of a suite, with an identity provider beside it.
 *
 * @param environment Besides what Auth.js' documents ask for.
 */
export function visitAuthjs(
  edition: Edition,
  environment: Record<string, string> = {},
): AuthjsVisit {
  let provider: IdentityProvider
  let server: RunningServer
  beforeAll(async () => {
    const from = join(installation, 'application')
    const folder = await buildEdition(edition, { from, installation, door: authjsDoor })
    const port = await freePort()
    const callbacks = `http://localhost:${port}/api/auth/callback`
    provider = await startIdentityProvider({
      redirectUris: [`${callbacks}/harbour`, `${callbacks}/keycloak`],
    })
    const { clientId, clientSecret } = demoClient
    const documented = {
      AUTH_SECRET: secret,
      AUTH_GITHUB_ID: 'github-id',
      AUTH_GITHUB_SECRET: 'github-secret',
      AUTH_KEYCLOAK_ID: clientId,
      AUTH_KEYCLOAK_SECRET: clientSecret,
      AUTH_KEYCLOAK_ISSUER: provider.issuer,
      HARBOUR_ID: clientId,
      HARBOUR_SECRET: clientSecret,
      HARBOUR_ISSUER: provider.issuer,
    }
    server = await startServer(folder, { ...documented, ...environment }, 'built', port)
  })
  afterAll(async () => {
    await server?.close()
    await provider?.close()
  })
  const visit = visitSite(() => server.url)
  return {
    get server() {
      return server
    },
    get issuer() {
      return provider.issuer
    },
    get context() {
      return visit.context
    },
    open: visit.open,
    async ask(path, method = 'GET', data, headers = {}) {
      const response = await visit.context.request.fetch(path, {
        method,
        maxRedirects: 0,
        headers,
        ...(data !== undefined && { data }),
      })
      const text = await response.text()
      return {
        status: response.status(),
        body: parse(text),
        headers: response.headers(),
        setsSession: response
          .headersArray()
          .some(
            ({ name, value }) => /^set-cookie$/i.test(name) && /session-token=[^;]/.test(value),
          ),
      }
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
