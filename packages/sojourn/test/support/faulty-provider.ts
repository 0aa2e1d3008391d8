/**
 * An OpenID Provider that misbehaves on demand, over real HTTP.
 *
 * Discovery, keys, tokens and userinfo are served; the authorization endpoint is evaluated in place,
 * since no person has to click. Without a fault it is honest.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** What to do wrong. */
export type Fault =
  | 'none'
  | 'discovery down'
  | 'discovery hangs'
  | 'discovery drips'
  | 'discovery is slow'
  | 'discovery of another issuer'
  | 'discovery redirects'
  | 'authorization endpoint is a script'
  | 'discovery is huge'
  | 'iss of the response wrong'
  | 'iss of the response missing'
  | 'codes work often'
  | 'access denied'
  | 'access denied without state'
  | 'token endpoint fails'
  | 'token endpoint hangs'
  | 'token endpoint refuses'
  | 'token answer is text'
  | 'no id_token'
  | 'no access_token'
  | 'bad signature'
  | 'alg none'
  | 'wrong iss'
  | 'wrong aud'
  | 'expired'
  | 'wrong nonce'
  | 'no nonce'
  | 'no sub'
  | 'keys fail'
  | 'keys empty'
  | 'userinfo of somebody else'

export interface FaultyProvider {
  readonly issuer: string
  fault: Fault
  /** Requests served, as `METHOD path`. */
  readonly requests: string[]
  /** What the authorization endpoint answers: the callback URL with its parameters. */
  readonly authorize: (authorizationUrl: string) => URL
  readonly close: () => Promise<void>
}

interface Grant {
  nonce: string | null
  challenge: string | null
  redirectUri: string
  clientId: string
}

export async function startFaultyProvider(): Promise<FaultyProvider> {
  const honest = await generateKeyPair('RS256')
  const stranger = await generateKeyPair('RS256')
  const publicJwk = { ...(await exportJWK(honest.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }
  const grants = new Map<string, Grant>()
  const requests: string[] = []

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', issuer)
    requests.push(`${request.method} ${pathname}`)
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => void answer(pathname, new URLSearchParams(body), response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const provider: FaultyProvider = {
    issuer,
    fault: 'none',
    requests,
    authorize(authorizationUrl) {
      const query = new URL(authorizationUrl).searchParams
      const callback = new URL(query.get('redirect_uri') ?? '')
      const state = query.get('state') ?? ''
      const { fault } = provider
      if (fault.startsWith('access denied')) {
        callback.searchParams.set('error', 'access_denied')
      } else {
        const code = crypto.randomUUID()
        grants.set(code, {
          nonce: query.get('nonce'),
          challenge: query.get('code_challenge'),
          redirectUri: callback.href,
          clientId: query.get('client_id') ?? '',
        })
        callback.searchParams.set('code', code)
      }
      if (fault !== 'access denied without state') callback.searchParams.set('state', state)
      const iss = fault === 'iss of the response wrong' ? 'https://evil.example' : issuer
      if (fault !== 'iss of the response missing') callback.searchParams.set('iss', iss)
      return callback
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function answer(
    path: string,
    form: URLSearchParams,
    response: ServerResponse,
  ): Promise<void> {
    const { fault } = provider
    if (path === '/.well-known/openid-configuration') return answerDiscovery(fault, response)
    if (path === '/jwks') {
      if (fault === 'keys fail') return send(response, 500, {})
      return send(response, 200, { keys: fault === 'keys empty' ? [] : [publicJwk] })
    }
    if (path === '/userinfo') {
      const sub = fault === 'userinfo of somebody else' ? 'mallory' : 'ada'
      return send(response, 200, { sub, name: 'Ada', email: 'ada@example.com' })
    }
    if (path !== '/token') return send(response, 404, {})
    if (fault === 'token endpoint hangs') return
    if (fault === 'token endpoint fails') return send(response, 503, {})
    if (fault === 'token answer is text') return void response.end('hello')
    const code = form.get('code') ?? ''
    const grant = grants.get(code)
    if (fault !== 'codes work often') grants.delete(code)
    const digest = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (grant === undefined || grant.challenge !== digest || fault === 'token endpoint refuses') {
      return send(response, 400, { error: 'invalid_grant' })
    }
    send(response, 200, {
      token_type: 'Bearer',
      expires_in: 60,
      refresh_expires_in: 1800,
      ...(fault === 'no access_token' ? {} : { access_token: 'secret-access-token' }),
      ...(fault === 'no id_token' ? {} : { id_token: await idToken(fault, grant) }),
    })
  }

  function answerDiscovery(fault: Fault, response: ServerResponse): void {
    if (fault === 'discovery down') return send(response, 502, {})
    if (fault === 'discovery hangs') return
    if (fault === 'discovery drips') {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 100)
      response.on('close', () => clearInterval(timer))
      return
    }
    if (fault === 'discovery is slow') {
      setTimeout(() => answerDiscovery('none', response), 700)
      return
    }
    if (fault === 'discovery redirects') {
      return void response.writeHead(302, { location: `${issuer}/elsewhere` }).end()
    }
    send(response, 200, {
      issuer: fault === 'discovery of another issuer' ? 'https://evil.example' : issuer,
      authorization_endpoint:
        fault === 'authorization endpoint is a script' ? 'javascript:alert(1)' : `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/userinfo`,
      authorization_response_iss_parameter_supported: true,
      ...(fault === 'discovery is huge' ? { padding: 'x'.repeat(2_000_000) } : {}),
    })
  }

  async function idToken(fault: Fault, grant: Grant): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const claims: JWTPayload = {
      iss: fault === 'wrong iss' ? 'https://evil.example' : issuer,
      aud: fault === 'wrong aud' ? 'another' : grant.clientId,
      iat: fault === 'expired' ? now - 7200 : now,
      exp: fault === 'expired' ? now - 3600 : now + 60,
      ...(fault === 'no sub' ? {} : { sub: 'ada' }),
      ...(fault === 'no nonce' ? {} : { nonce: fault === 'wrong nonce' ? 'x' : grant.nonce }),
      ...(fault === 'userinfo of somebody else' ? {} : { name: 'Ada', email: 'Ada@Example.com' }),
    }
    if (fault === 'alg none') {
      return `${encodePart({ alg: 'none' })}.${encodePart(claims)}.`
    }
    const key = fault === 'bad signature' ? stranger.privateKey : honest.privateKey
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key)
  }

  return provider
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
