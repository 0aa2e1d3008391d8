/**
 * Every provider's servers in one: a real server that is asked in place of theirs, and answers as they do.
 *
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { RedirectProvider } from '../../src/server/oauth/resolve-provider.ts'
import type { Sample } from './samples.ts'

/** What was asked of somebody's server. */
export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Whose servers it stands for just now. */
export interface Part {
  readonly provider: RedirectProvider
  readonly sample: Sample
  /** Of the authorization request. */
  nonce: string | null
  readonly asked: Asked[]
}

export interface AnsweringMachine {
  part: Part | undefined
  /** A `fetch` that reaches it by any address. */
  readonly fetch: typeof fetch
  readonly close: () => Promise<void>
}

export async function createAnsweringMachine(): Promise<AnsweringMachine> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const key = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }
  const machine: { part: Part | undefined } = { part: undefined }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { part } = machine
    const url = new URL(String(request.headers['x-asked']))
    const body = await text(request)
    if (part === undefined) throw new Error('Nobody is expected.')
    const { method = 'GET', headers } = request
    part.asked.push({ method, url: url.href, headers, body })
    const json = (value: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    const { sample, provider } = part
    const tokenEndpoint = provider.tokenEndpoint?.split('?')[0] ?? `${url.origin}/token`
    const issuer = sample.issuer ?? provider.issuer ?? ''
    if (url.pathname.includes('/.well-known/')) {
      json({
        issuer,
        authorization_endpoint: `${url.origin}/authorize`,
        token_endpoint: tokenEndpoint,
        jwks_uri: `${url.origin}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        ...(provider.id === 'apple' ? {} : { userinfo_endpoint: `${url.origin}/userinfo` }),
      })
    } else if (url.pathname === '/keys') {
      json({ keys: [key] })
    } else if (url.origin + url.pathname === tokenEndpoint) {
      const tokens: Record<string, unknown> = {
        access_token: 'the-access-token',
        token_type: 'bearer',
        expires_in: 3600,
        ...sample.tokens,
        ...(provider.kind === 'oidc' ? { id_token: await idToken(part, issuer) } : {}),
      }
      for (const name of sample.without ?? []) delete tokens[name]
      json(tokens)
    } else if (provider.userinfoAlgorithm !== undefined) {
      response.writeHead(200, { 'content-type': 'application/jwt' })
      response.end(await sign({ ...sample.profile, iss: issuer, aud: provider.clientId }))
    } else if (url.pathname.endsWith('/user/emails')) {
      json([
        { email: 'other@example.com', primary: false, verified: true },
        { email: sample.profile['email'], primary: true, verified: sample.verified },
      ])
    } else if (provider.id === 'github') {
      // Most keep their address private.
      json({ ...sample.profile, email: null })
    } else {
      json(sample.answer ?? sample.profile)
    }
  }

  async function sign(claims: JWTPayload, algorithm = 'RS256', secret = ''): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, ...(algorithm === 'RS256' && { kid: 'key-1' }) })
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .sign(algorithm === 'RS256' ? privateKey : new TextEncoder().encode(secret))
  }

  async function idToken({ provider, sample, nonce }: Part, issuer: string): Promise<string> {
    const { user: _posted, ...claims } = sample.profile
    const said = provider.alwaysUserinfo ? { sub: claims['sub'] } : claims
    const payload = { ...said, iss: issuer, aud: provider.clientId, nonce } as JWTPayload
    return sign(payload, provider.idTokenAlgorithm, provider.clientSecret)
  }

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const direct = globalThis.fetch
  return Object.assign(machine, {
    fetch: async (input: string | URL | Request, init: RequestInit = {}) => {
      const headers = new Headers(init.headers)
      headers.set('x-asked', input instanceof Request ? input.url : String(input))
      return direct(address, { ...init, headers })
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
