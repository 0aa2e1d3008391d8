/**
 * Which of its variants the application runs as. The environment of the server says it, so that one build is
 * enough. Also for the edge: nothing of Node here.
 */
import type { CookieOption } from 'next-auth'
import type { JWTDecodeParams, JWTEncodeParams, JWT } from 'next-auth/jwt'

/** `sealed`: pages of its own. `handlers`: the app router, all names its own. `database`: an adapter. */
export const variant = (process.env.APP_VARIANT ?? 'sealed') as 'sealed' | 'handlers' | 'database'

/** Where NextAuth answers. */
export const basePath = variant === 'handlers' ? '/custom-route/api/auth' : '/api/auth'

/** The cookie of the session in the variant `handlers`. */
export const ownCookie: CookieOption = {
  name: 'crew.session',
  options: { httpOnly: true, sameSite: 'lax', path: '/', secure: false },
}

/** Tokens that are signed instead of encrypted, as applications do whose other servers read them. */
export async function encodeSigned({
  token,
  secret,
  maxAge = 3600,
}: JWTEncodeParams): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + maxAge
  const body = base64url(new TextEncoder().encode(JSON.stringify({ ...token, exp })))
  return `${body}.${base64url(await sign(body, String(secret)))}`
}

export async function decodeSigned({ token, secret }: JWTDecodeParams): Promise<JWT | null> {
  const [body = '', signature] = (token ?? '').split('.')
  if (base64url(await sign(body, String(secret))) !== signature) return null
  const text = atob(body.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as JWT & { exp: number }
  return claims.exp > Date.now() / 1000 ? claims : null
}

async function sign(text: string, secret: string): Promise<Uint8Array> {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, [
    'sign',
  ])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
