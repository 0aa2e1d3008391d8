/**
 * An OpenID Provider that is told what to do wrong, one sign-in at a time, over real HTTP.
 *
 * Each sign-in has an issuer of its own below one server, so that many can go on at once and none finds what
 * another has left in a cache. Tokens are signed with node:crypto, since a library would refuse to make most
 * of them. The authorization endpoint is evaluated in place: nobody has to click.
 *
 * @module
 */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'

/** Anything that goes out as JSON. */
export type Fields = Record<string, unknown>

/** What goes wrong in one sign-in; what is not said is honest. */
export interface Misbehaviour {
  /** Changes the metadata. */
  readonly metadata?: (metadata: Fields) => Fields
  /** Answers for the metadata in place of the server. */
  readonly answerMetadata?: Answer
  /** Changes the published keys. */
  readonly keys?: (keys: Fields[], all: Keys) => unknown
  readonly answerKeys?: Answer
  /** Changes the ID token's header. */
  readonly header?: (header: Fields, all: Keys) => Fields
  /** Changes the ID token's claims. */
  readonly claims?: (claims: Fields) => Fields
  /** Signs in another way: makes the signature of what is to be signed. */
  readonly signature?: (input: string, all: Keys) => Buffer
  /** Changes the ID token as a whole. */
  readonly idToken?: (token: string) => unknown
  /** Changes the token endpoint's answer. */
  readonly tokens?: (tokens: Fields) => unknown
  readonly answerTokens?: Answer
  /** Changes userinfo. */
  readonly userinfo?: (profile: Fields) => unknown
  readonly answerUserinfo?: Answer
  readonly answerPushed?: Answer
  /** Changes where the browser comes back, and with what. */
  readonly callback?: (url: URL) => void
}

/** Answers a request in place of the server. */
export type Answer = (response: ServerResponse, honest: unknown) => void

/** Keys of every kind. */
export type Keys = Readonly<
  Record<
    'honest' | 'other' | 'weak' | 'curve' | 'pss',
    { privateKey: KeyObject; publicKey: KeyObject }
  >
>

/** One sign-in's provider. */
export interface MaliciousIssuer {
  readonly issuer: string
  /** What it does from now on. */
  misbehave: (misbehaviour: Misbehaviour) => void
  /** What the authorization endpoint answers: the callback with its parameters. */
  readonly authorize: (authorizationUrl: string) => URL
  /** Requests served, as `GET /jwks`. Oldest first. */
  readonly requests: string[]
  /** Forms that the token endpoint was sent. */
  readonly forms: URLSearchParams[]
}

/** The server. */
export interface MaliciousProvider {
  readonly keys: Keys
  readonly issue: (misbehaviour?: Misbehaviour) => MaliciousIssuer
}

interface Grant {
  readonly nonce: string | null
  readonly challenge: string | null
  readonly clientId: string
}

/** Starts the server before the tests of a file, and ends it after them. */
export function useMaliciousProvider(): MaliciousProvider {
  let started: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    started = await start()
  })
  afterAll(() => started.close())
  return {
    get keys() {
      return started.keys
    },
    issue: (misbehaviour) => started.issue(misbehaviour),
  }
}

async function start(): Promise<MaliciousProvider & { readonly close: () => Promise<void> }> {
  const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength })
  const keys: Keys = {
    honest: rsa(2048),
    other: rsa(2048),
    weak: rsa(1024),
    curve: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    pss: rsa(2048),
  }
  const issuers = new Map<
    string,
    (request: IncomingMessage, response: ServerResponse, path: string) => void
  >()
  const server = createServer((request, response) => {
    const [, name = '', ...rest] = (request.url ?? '/').split('?', 1)[0]?.split('/') ?? []
    const serve = issuers.get(name)
    if (serve === undefined) send(response, 404, {})
    else serve(request, response, `/${rest.join('/')}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    keys,
    issue(misbehaviour = {}) {
      const name = `i${issuers.size}`
      const { issuer, serve } = createIssuer(`${base}/${name}`, keys, misbehaviour)
      issuers.set(name, serve)
      return issuer
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function createIssuer(
  issuer: string,
  keys: Keys,
  first: Misbehaviour,
): {
  issuer: MaliciousIssuer
  serve: (request: IncomingMessage, response: ServerResponse, path: string) => void
} {
  let mode = first
  const grants = new Map<string, Grant>()
  const pushed = new Map<string, URLSearchParams>()
  const requests: string[] = []
  const forms: URLSearchParams[] = []

  function idToken({ nonce, clientId }: Grant, accessToken: string): unknown {
    const now = Math.floor(Date.now() / 1000)
    const claims: Fields = {
      iss: issuer,
      sub: 'ada',
      aud: clientId,
      iat: now,
      exp: now + 300,
      nonce,
      at_hash: createHash('sha256')
        .update(accessToken)
        .digest()
        .subarray(0, 16)
        .toString('base64url'),
      name: 'Ada',
      email: 'ada@example.com',
      email_verified: true,
    }
    const header = { alg: 'RS256', kid: 'k1', typ: 'JWT' }
    const changed = mode.claims?.(claims) ?? claims
    const input = `${encode(mode.header?.(header, keys) ?? header)}.${encode(changed)}`
    const signature = mode.signature?.(input, keys) ?? rs256(input, keys.honest.privateKey)
    const token = `${input}.${signature.toString('base64url')}`
    return mode.idToken === undefined ? token : mode.idToken(token)
  }

  function tokens(form: URLSearchParams, response: ServerResponse): void {
    const code = form.get('code') ?? ''
    const grant = grants.get(code)
    grants.delete(code)
    const verifier = form.get('code_verifier')
    const digest = verifier && createHash('sha256').update(verifier).digest('base64url')
    if (grant === undefined || grant.challenge !== digest) {
      return send(response, 400, { error: 'invalid_grant' })
    }
    const accessToken = 'secret-access-token'
    const body: Fields = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 300,
      id_token: idToken(grant, accessToken),
    }
    const changed = mode.tokens?.(body) ?? body
    if (mode.answerTokens) return mode.answerTokens(response, changed)
    send(response, 200, changed)
  }

  function answer(path: string, form: URLSearchParams, response: ServerResponse): void {
    switch (path) {
      case '/.well-known/openid-configuration': {
        const metadata = {
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          userinfo_endpoint: `${issuer}/userinfo`,
          id_token_signing_alg_values_supported: ['RS256'],
          authorization_response_iss_parameter_supported: true,
        }
        const changed = mode.metadata?.(metadata) ?? metadata
        return mode.answerMetadata
          ? mode.answerMetadata(response, changed)
          : send(response, 200, changed)
      }
      case '/jwks': {
        const published = [publish(keys.honest.publicKey, { kid: 'k1', alg: 'RS256', use: 'sig' })]
        const changed = { keys: mode.keys?.(published, keys) ?? published }
        return mode.answerKeys ? mode.answerKeys(response, changed) : send(response, 200, changed)
      }
      case '/token':
        return tokens(form, response)
      case '/par': {
        const requestUri = `urn:ietf:params:oauth:request_uri:${crypto.randomUUID()}`
        pushed.set(requestUri, form)
        const honest = { request_uri: requestUri, expires_in: 60 }
        return mode.answerPushed ? mode.answerPushed(response, honest) : send(response, 201, honest)
      }
      case '/userinfo': {
        const profile = { sub: 'ada', name: 'Ada', email: 'ada@example.com', email_verified: true }
        const changed = mode.userinfo?.(profile) ?? profile
        return mode.answerUserinfo
          ? mode.answerUserinfo(response, changed)
          : send(response, 200, changed)
      }
      default:
        send(response, 404, {})
    }
  }

  return {
    issuer: {
      issuer,
      requests,
      forms,
      misbehave(misbehaviour) {
        mode = misbehaviour
      },
      authorize(authorizationUrl) {
        const asked = new URL(authorizationUrl).searchParams
        const query = pushed.get(asked.get('request_uri') ?? '') ?? asked
        const url = new URL(query.get('redirect_uri') ?? '')
        const code = crypto.randomUUID()
        grants.set(code, {
          nonce: query.get('nonce'),
          challenge: query.get('code_challenge'),
          clientId: query.get('client_id') ?? '',
        })
        url.searchParams.set('code', code)
        url.searchParams.set('state', query.get('state') ?? '')
        url.searchParams.set('iss', issuer)
        mode.callback?.(url)
        return url
      },
    },
    serve(request, response, path) {
      requests.push(`${request.method} ${path}`)
      let body = ''
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      request.on('end', () => {
        const form = new URLSearchParams(body)
        if (path === '/token') forms.push(form)
        answer(path, form, response)
      })
    },
  }
}

/** Sends JSON. */
export function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** A key as it is published. */
export function publish(key: KeyObject, further: Fields = {}): Fields {
  return { ...key.export({ format: 'jwk' }), ...further }
}

/** A part of a token. */
export function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** RSASSA-PKCS1-v1_5 with SHA-256. */
export function rs256(input: string, key: KeyObject): Buffer {
  return sign('sha256', Buffer.from(input), key)
}

/** ECDSA on P-256 with SHA-256. */
export function es256(input: string, key: KeyObject): Buffer {
  return sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
}

/** HMAC with SHA-256. */
export function hs256(input: string, secret: string | Buffer): Buffer {
  return createHmac('sha256', secret).update(input).digest()
}
