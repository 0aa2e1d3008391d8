/**
 * The sealed form of sessions by itself: making and opening one, without an engine.
 *
 * @module
 */
import type { JWT } from '../core/session.ts'
import { createCbcSealer } from '../server/session/cbc-sealer.ts'
import { partClaims } from '../server/session/sealed-facts.ts'
import { createSealer, type Sealer } from '../server/session/sealer.ts'

/** One secret, or several of which the first seals and all open. */
export type Secret = string | readonly string[]

/** What to seal, and how. */
export interface JWTEncodeParams {
  /** The claims. Default: none. */
  token?: JWT | undefined
  secret: Secret
  /** Seconds. Default: 30 days. */
  maxAge?: number | undefined
  /** NextAuth v4: empty for sessions, which is the default. Auth.js v5: the cookie's name, prefix included. */
  salt?: string | undefined
  /** Whose form. Default: `v4`. */
  wire?: 'v4' | 'v5' | undefined
}

/** What to open, and how. */
export interface JWTDecodeParams {
  token?: string | undefined
  secret: Secret
  /** As it was sealed with. */
  salt?: string | undefined
}

/** Seconds of difference between the clocks of several servers; NextAuth allows the same. */
const clockTolerance = 15
const month = 30 * 24 * 60 * 60

/**
 * Seals claims as a session, with `iat`, `exp` and a random `jti`.
 *
 * @throws {TypeError} Without a secret; for `v5` without a salt.
 */
export async function encode(params: JWTEncodeParams): Promise<string> {
  const { token, maxAge = month, salt = '', wire = 'v4' } = params
  if (wire === 'v5' && salt === '') {
    throw new TypeError('Auth.js v5 binds a session to its cookie. Pass the name of it as `salt`.')
  }
  const iat = Math.floor(Date.now() / 1000)
  const times = { iat, exp: iat + maxAge, jti: crypto.randomUUID() }
  return sealerOf(wire, secretsOf(params.secret), salt).seal({ ...token, ...times })
}

/**
 * The claims of a sealed session of either form; `null` for anything else: forged, changed, expired, sealed
 * under another secret. Unlike NextAuth's it throws for none of these.
 *
 * @throws {TypeError} Without a secret.
 */
export async function decode({ token, secret, salt = '' }: JWTDecodeParams): Promise<JWT | null> {
  const secrets = secretsOf(secret)
  if (typeof token !== 'string' || token === '') return null
  const opened =
    (await sealerOf('v4', secrets, salt).open(token)) ??
    (salt === '' ? null : await sealerOf('v5', secrets, salt).open(token))
  const found = opened && partClaims(opened, false)
  if (found === null || found.claims.exp + clockTolerance <= Date.now() / 1000) return null
  return found.claims
}

/** Made once for each secret and salt: deriving a key costs more than opening a session. */
const sealers = new Map<string, Sealer>()

/** An application has one secret and few names of cookies; whatever makes more of them is not to fill the memory. */
const maxSealers = 32

function sealerOf(wire: 'v4' | 'v5', secrets: readonly string[], salt: string): Sealer {
  const key = JSON.stringify([wire, salt, ...secrets])
  const known = sealers.get(key)
  if (known !== undefined) return known
  const suffix = salt === '' ? '' : ` (${salt})`
  const sealer =
    wire === 'v5'
      ? createCbcSealer(secrets, salt)
      : createSealer(secrets, { salt, info: `NextAuth.js Generated Encryption Key${suffix}` })
  if (sealers.size >= maxSealers) sealers.clear()
  sealers.set(key, sealer)
  return sealer
}

/**
 * The secrets that are there.
 *
 * @throws {TypeError} If there is none.
 */
export function secretsOf(secret: Secret): readonly string[] {
  const secrets = (typeof secret === 'string' ? [secret] : (secret ?? [])).filter(Boolean)
  if (secrets.length > 0) return secrets
  throw new TypeError('There is no secret. Set AUTH_SECRET, or pass `secret`.')
}
