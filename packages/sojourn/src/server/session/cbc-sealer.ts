/**
 * Sessions in the sealed form of Auth.js v5: a compact JWE with `alg: dir` and `enc: A256CBC-HS512`.
 *
 * The key is derived with the name of the cookie as salt, so a token is good in the cookie of that name
 * only. `kid` names the key, by its thumbprint: with a list of secrets Auth.js finds the right one by it.
 * Sealed and opened by `jose`.
 *
 * @module
 */
import { isRecord } from '../../core/protocol.ts'
import type { Sealer } from './sealer.ts'

/** Characters of a header: three short members, one of them a thumbprint. */
const maxHeader = 512

interface DerivedKey {
  readonly bytes: Uint8Array
  /** JWK thumbprint with SHA-512 (RFC 7638). */
  readonly kid: string
}

/**
 * @param secrets Newest first.
 * @param cookieName Prefix included. The keys are derived at the first use.
 */
export function createCbcSealer(secrets: readonly string[], cookieName: string): Sealer {
  let derived: DerivedKey[] | undefined

  async function deriveKeys(): Promise<DerivedKey[]> {
    // The keys, not their promise: in a worker that would end with the request that made it.
    derived = await Promise.all(secrets.map((secret) => deriveKey(secret, cookieName)))
    return derived
  }

  return {
    async seal(claims) {
      const { CompactEncrypt } = await import('jose/jwe/compact/encrypt')
      const [newest] = derived ?? (await deriveKeys())
      const { bytes, kid } = newest as DerivedKey
      return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256CBC-HS512', kid })
        .encrypt(bytes)
    },

    async open(token) {
      const kid = readForm(token)
      if (kid === undefined) return null
      const { compactDecrypt } = await import('jose/jwe/compact/decrypt')
      for (const key of derived ?? (await deriveKeys())) {
        if (kid !== null && kid !== key.kid) continue
        try {
          const { plaintext } = await compactDecrypt(token, key.bytes, {
            keyManagementAlgorithms: ['dir'],
            contentEncryptionAlgorithms: ['A256CBC-HS512'],
          })
          const claims: unknown = JSON.parse(new TextDecoder().decode(plaintext))
          return isRecord(claims) ? claims : null
        } catch {
          // Sealed under another secret, or by nobody.
        }
      }
      return null
    },
  }
}

/**
 * The `kid` of a token that says that it is of this form, before anything costs more than that; `null` if it
 * names none, `undefined` if it is of another form.
 */
function readForm(token: string): string | null | undefined {
  // Nobody's header is long; parsing one that is would be work for nothing.
  if (token.indexOf('.') > maxHeader) return undefined
  const [header = '', key, ...rest] = token.split('.', 6)
  if (key !== '' || rest.length !== 3) return undefined
  try {
    const text = atob(header.replaceAll('-', '+').replaceAll('_', '/'))
    const { alg, enc, zip, kid } = JSON.parse(text) as Record<string, unknown>
    if (alg !== 'dir' || enc !== 'A256CBC-HS512' || zip !== undefined) return undefined
    return typeof kid === 'string' ? kid : null
  } catch {
    return undefined
  }
}

/** HKDF-SHA-256 to 512 bits, with Auth.js's salt and info (RFC 5869; RFC 7518, section 5.2.5). */
async function deriveKey(secret: string, salt: string): Promise<DerivedKey> {
  const { subtle } = globalThis.crypto
  const encoder = new TextEncoder()
  const material = await subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
    'deriveBits',
  ])
  const info = `Auth.js Generated Encryption Key (${salt})`
  const bits = await subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode(salt), info: encoder.encode(info) },
    material,
    512,
  )
  const bytes = new Uint8Array(bits)
  const [{ encode }, { calculateJwkThumbprint }] = await Promise.all([
    import('jose/base64url'),
    import('jose/jwk/thumbprint'),
  ])
  const kid = await calculateJwkThumbprint({ kty: 'oct', k: encode(bytes) }, 'sha512')
  return { bytes, kid }
}
