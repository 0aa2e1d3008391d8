/**
 * Keys: everything that tokens need, derived from each secret once.
 *
 * Each kind of token has a key of its own, so that none can stand in for another, nor for anything that other
 * parts seal under the same secret.
 *
 * @module
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'

/** The public half of a signing key, as it is published (RFC 8037, section 2). */
export interface PublicJwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly kid: string
  readonly alg: 'EdDSA'
  readonly use: 'sig'
}

/** What is derived from one secret. */
export interface TokenKeys {
  /** Name of the signing key: its thumbprint (RFC 7638). */
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly jwk: PublicJwk
  /** Makes refresh tokens genuine. */
  readonly refreshKey: KeyObject
  /** Makes of a refresh token what the storage keeps. */
  readonly digestKey: KeyObject
}

/** Octets before the seed in a private key of Ed25519 in PKCS #8 (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Derives the keys of a secret. */
export function deriveTokenKeys(secret: string): TokenKeys {
  const seed = derive(secret, 'access token signature')
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = createPublicKey(privateKey)
  const { x = '' } = publicKey.export({ format: 'jwk' })
  // The required members in the order of their names, and no white space: RFC 7638, section 3.2.
  const canonical = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x })
  const kid = createHash('sha256').update(canonical).digest('base64url')
  return {
    kid,
    privateKey,
    publicKey,
    jwk: { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' },
    refreshKey: createSecretKey(derive(secret, 'refresh token')),
    digestKey: createSecretKey(derive(secret, 'refresh token digest')),
  }
}

/** HKDF-SHA-256 to 256 bits (RFC 5869). */
function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `Sojourn ${purpose}`, 32))
}
