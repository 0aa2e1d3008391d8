/**
 * ID tokens: what is checked beyond the protocol library, which has seen to `iss`, `aud`, `exp`, `nonce` and
 * the algorithm (OpenID Connect Core, section 3.1.3.7).
 *
 * @module
 */
import { decodeProtectedHeader } from 'jose/decode/protected_header'
import type { IDToken } from 'oauth4webapi'
import { authError } from '../../core/errors.ts'
import { sha256, toBase64Url } from './digest.ts'

/** Seconds since it was issued: it comes straight from the provider, so an old one is a replay. */
const maxAge = 10 * 60

/** Seconds that the provider's clock may be ahead. */
const maxAhead = 60

/** Characters of a subject (OpenID Connect Core, section 2). */
const maxSubject = 255

/** Types that an ID token may name: its own, or such as say no more than that it is a token. */
const idTokenType = /^(application\/)?(id_token\+jwt|[^+]{1,40})$/i

/** What an ID token is held against. */
export interface Expected {
  readonly clientId: string
  readonly accessToken: string
  /** Present time by this machine's clock, in seconds since the epoch. */
  readonly now: number
  /** Whether a limit was asked for on the age of the sign-in at the provider. */
  readonly hasMaxAge: boolean
}

/**
 * @throws {AuthError} `provider_response_invalid`
 */
export async function checkIdToken(
  token: string,
  claims: IDToken,
  { clientId, accessToken, now, hasMaxAge }: Expected,
): Promise<void> {
  const { alg = '', typ }: { alg?: string; typ?: unknown } = decodeProtectedHeader(token)
  // A type that is named is meant: a logout token or an access token is none of these.
  if (typ !== undefined && !(typeof typ === 'string' && idTokenType.test(typ))) {
    throw invalid('the token is of another type than an ID token')
  }
  if (claims.iat < now - maxAge) throw invalid('the ID token is too old')
  if (claims.iat > now + maxAhead) throw invalid('the ID token is from the future')
  if (claims.azp !== undefined && claims.azp !== clientId) {
    throw invalid('the ID token was made for another client')
  }
  if (!/^[\x20-\x7E]+$/.test(claims.sub) || claims.sub.length > maxSubject) {
    throw invalid('the ID token names no subject that can be kept')
  }
  if (hasMaxAge && Number(claims.auth_time) > now + maxAhead) {
    throw invalid('the ID token tells of a sign-in in the future')
  }
  const hash = claims['at_hash']
  if (hash !== undefined && hash !== (await halfHash(accessToken, alg))) {
    throw invalid('the ID token belongs to another access token')
  }
}

/** Left half of the digest by the token's own algorithm (OpenID Connect Core, section 3.1.3.6). */
async function halfHash(text: string, algorithm: string): Promise<string> {
  const size = /(256|384|512)$/.exec(algorithm)?.[0] ?? '512'
  const digest =
    size === '256'
      ? await sha256(text)
      : new Uint8Array(await crypto.subtle.digest(`SHA-${size}`, new TextEncoder().encode(text)))
  return toBase64Url(digest.subarray(0, digest.length / 2))
}

function invalid(reason: string): Error {
  return authError('provider_response_invalid', { cause: new Error(reason) })
}
