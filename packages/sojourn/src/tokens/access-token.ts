/**
 * Access tokens: signed statements of who somebody is, good for minutes.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9068 | RFC 9068}
 * @module
 */
import { randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import type { User } from '../core/user.ts'
import type { Backend } from './backend.ts'

/** What an access token says. */
export interface AccessTokenClaims {
  /** Who signed it. */
  readonly iss: string
  /** Whom it is for. */
  readonly aud: string
  /** Id of the person. */
  readonly sub: string
  /** Public id of the session that it belongs to. */
  readonly sid: string
  /** Id of this very token. */
  readonly jti: string
  /** When it was signed, in seconds since the epoch. */
  readonly iat: number
  /** When it expires, in seconds since the epoch. */
  readonly exp: number
  readonly [claim: string]: unknown
}

/** A token and for how many seconds it is good. */
export interface SignedAccessToken {
  readonly token: string
  readonly expiresIn: number
}

/** RFC 9068, section 2.1. No other kind of token has it. */
const type = 'at+jwt'

const algorithm = 'EdDSA'

/** Characters. Longer ones fit into no header, and are not looked at. */
const maxLength = 16_384

/** Claims that an application cannot set. */
const reserved: ReadonlySet<string> = new Set([
  'iss',
  'aud',
  'sub',
  'sid',
  'jti',
  'iat',
  'exp',
  'nbf',
  'cnf',
])

/**
 * Signs a token for a session.
 *
 * @param session.expiresAt When the session ends; the token is not good for longer.
 */
export async function signAccessToken(
  { keys, now, issuer, audience, accessToken }: Backend,
  user: User,
  session: { readonly id: string; readonly expiresAt: number },
): Promise<SignedAccessToken> {
  const added = (await accessToken.claims?.({ user })) ?? {}
  const own = Object.entries(added).filter(([name]) => !reserved.has(name))
  const issuedAt = Math.floor(now() / 1000)
  const expiresAt = Math.min(
    issuedAt + accessToken.maxAge,
    // Not 0 seconds for the last second of a session: it has been found alive.
    Math.max(issuedAt + 1, Math.floor(session.expiresAt / 1000)),
  )
  const token = await new SignJWT({ ...Object.fromEntries(own), sid: session.id })
    .setProtectedHeader({ alg: algorithm, typ: type, kid: keys[0].kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(user.id)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(keys[0].privateKey)
  return { token, expiresIn: expiresAt - issuedAt }
}

/** The claims of a token; `null` if it is not good. Never rejects. */
export async function verifyAccessToken(
  { keys, now, issuer, audience }: Backend,
  token: string,
): Promise<AccessTokenClaims | null> {
  if (token.length > maxLength) return null
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const found = keys.find((key) => key.kid === kid)
        if (found === undefined) throw new TypeError('The token is signed by another key.')
        return found.publicKey
      },
      {
        algorithms: [algorithm],
        typ: type,
        issuer,
        audience,
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
      },
    )
    // Ours have each of these as a text; what is signed by our key and has not is not ours to trust.
    const { sub, sid, jti, aud } = payload
    const isOurs = [sub, sid, jti, aud].every((claim) => typeof claim === 'string' && claim !== '')
    return isOurs ? (payload as unknown as AccessTokenClaims) : null
  } catch {
    return null
  }
}

/** The token of `Authorization: Bearer …`; `null` if there is none (RFC 6750, section 2.1). */
export function bearerOf(headers: Headers): string | null {
  const [, token] = /^bearer +([\w.~+/-]+=*)$/i.exec(headers.get('authorization') ?? '') ?? []
  return token ?? null
}
