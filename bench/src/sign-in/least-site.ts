/**
 * The least that signs people in, with Node's own parts: CSRF by double submit, a session sealed into a
 * cookie, and for a provider the code flow with PKCE, state, nonce and a verified ID token.
 *
 * @module
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { secret } from '../sealed-request.ts'
import { origin, type Site } from './visitor.ts'

const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'bench', 32)))
const month = 30 * 24 * 60 * 60

function seal(claims: object): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const text = Buffer.concat([cipher.update(JSON.stringify(claims), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')
}

function open(token: string): Record<string, unknown> {
  const bytes = Buffer.from(token, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
  return JSON.parse(text.toString()) as Record<string, unknown>
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function cookieOf(request: Request, name: string): string {
  const header = request.headers.get('cookie') ?? ''
  const start = header.indexOf(`${name}=`)
  if (start === -1) return ''
  const end = header.indexOf(';', start)
  return header.slice(start + name.length + 1, end === -1 ? undefined : end)
}

function issueCsrfToken(): Response {
  const token = randomBytes(32).toString('hex')
  return Response.json(
    { csrfToken: token },
    { headers: { 'set-cookie': `csrf=${token}.${digestOf(token + secret)}; Path=/; HttpOnly` } },
  )
}

async function readForm(request: Request): Promise<URLSearchParams> {
  const form = new URLSearchParams(await request.text())
  const [token = '', digest = ''] = cookieOf(request, 'csrf').split('.')
  const isOurs = timingSafeEqual(Buffer.from(digest), Buffer.from(digestOf(token + secret)))
  if (!isOurs || form.get('csrfToken') !== token) throw new Error('csrf')
  return form
}

function readSession(request: Request): Response {
  const { exp, ...user } = open(cookieOf(request, 'session')) as { exp: number }
  return Response.json({ user, expires: new Date(exp * 1000).toISOString() })
}

function redirect(location: string, ...cookies: string[]): Response {
  const headers = new Headers({ location })
  for (const cookie of cookies)
    headers.append('set-cookie', `${cookie}; Path=/; HttpOnly; SameSite=Lax`)
  return new Response(null, { status: 302, headers })
}

function sessionCookie(user: object): string {
  return `session=${seal({ ...user, exp: Math.floor(Date.now() / 1000) + month })}`
}

/** @param find Who it is, by what was entered. */
export function leastCredentialsSite(
  find: (entered: Record<string, string>) => object | null,
): Site {
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/api/auth/csrf') return issueCsrfToken()
    if (pathname === '/api/auth/session') return readSession(request)
    const form = await readForm(request)
    const user = find(Object.fromEntries(form))
    return user === null ? redirect('/denied') : redirect(origin, sessionCookie(user))
  }
}

/** @param issuer Of a provider without a client secret. */
export async function leastProviderSite(issuer: string, clientId: string): Promise<Site> {
  const metadata = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as {
    authorization_endpoint: string
    token_endpoint: string
    jwks_uri: string
  }
  const { keys } = (await (await fetch(metadata.jwks_uri)).json()) as {
    keys: { kid: string; kty: string }[]
  }
  const known = new Map<string, KeyObject>(
    keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]),
  )
  const redirectUri = `${origin}/api/auth/callback/bench`

  function begin(): Response {
    const [state, nonce, verifier] = [0, 0, 0].map(() => randomBytes(32).toString('base64url'))
    const url = new URL(metadata.authorization_endpoint)
    const parameters = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile email',
      state: state ?? '',
      nonce: nonce ?? '',
      code_challenge: createHash('sha256')
        .update(verifier ?? '')
        .digest('base64url'),
      code_challenge_method: 'S256',
    }
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    return redirect(url.href, `flow=${seal({ state, nonce, verifier })}`)
  }

  async function finish(request: Request, response: URLSearchParams): Promise<Response> {
    const flow = open(cookieOf(request, 'flow')) as Record<'state' | 'nonce' | 'verifier', string>
    if (flow.state !== response.get('state') || response.get('iss') !== issuer) {
      throw new Error('another flow')
    }
    const answer = await fetch(metadata.token_endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        code: response.get('code') ?? '',
        redirect_uri: redirectUri,
        code_verifier: flow.verifier,
      }).toString(),
    })
    const { id_token: idToken } = (await answer.json()) as { id_token: string }
    const claims = verified(idToken)
    if (claims['iss'] !== issuer || claims['aud'] !== clientId || claims['nonce'] !== flow.nonce) {
      throw new Error('another token')
    }
    const { sub, name, email } = claims
    return redirect(origin, 'flow=; Max-Age=0', sessionCookie({ sub, name, email }))
  }

  function verified(token: string): Record<string, unknown> {
    const [head = '', body = '', signature = ''] = token.split('.')
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string }
    const publicKey = known.get(kid)
    const isGenuine =
      publicKey !== undefined &&
      verify(
        'sha256',
        Buffer.from(`${head}.${body}`),
        publicKey,
        Buffer.from(signature, 'base64url'),
      )
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
    if (!isGenuine || Number(claims['exp']) * 1000 < Date.now())
      throw new Error('forged or expired')
    return claims
  }

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/api/auth/csrf') return issueCsrfToken()
    if (pathname === '/api/auth/session') return readSession(request)
    if (pathname === '/api/auth/callback/bench') return finish(request, searchParams)
    await readForm(request)
    return begin()
  }
}
