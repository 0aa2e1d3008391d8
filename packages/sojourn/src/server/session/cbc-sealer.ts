/**
 * Session cookies of Auth.js v5, read so that nobody is signed out by the move. They are re-issued in the
 * form of the configured wire, and removed.
 *
 * A v5 token is a compact JWE with `alg: dir` and `enc: A256CBC-HS512`. Its key is derived with the name
 * of its cookie as salt, so a token is good in the cookie of that name only. Opened by `jose`: it is
 * presented until the first answer has moved the session.
 *
 * @module
 */
import { isRecord } from '../../core/protocol.ts'

/** What both names have in common, to settle by one search that no such cookie is there. */
const mark = 'authjs.session-token'

/** The cookie's name for an http (`false`) or https (`true`) address. */
export function v5CookieName(secure: boolean): string {
  return secure ? `__Secure-${mark}` : mark
}

/** Whether a `Cookie` header may have such a cookie. */
export function mayHaveV5Session(header: string): boolean {
  return header.includes(mark)
}

/** Opens a token under any of the secrets. `null` for what they did not seal; never throws. */
export type V5Opener = (token: string, secure: boolean) => Promise<Record<string, unknown> | null>

/**
 * @param secrets Newest first. The keys are derived at the first use.
 */
export function createV5Opener(secrets: readonly string[]): V5Opener {
  const derived = new Map<string, Uint8Array[]>()

  async function deriveKeys(cookieName: string): Promise<Uint8Array[]> {
    const keys = await Promise.all(secrets.map((secret) => deriveKey(secret, cookieName)))
    // The keys, not their promise: in a worker that would end with the request that made it.
    derived.set(cookieName, keys)
    return keys
  }

  return async (token, secure) => {
    if (!isOfForm(token)) return null
    const { compactDecrypt } = await import('jose/jwe/compact/decrypt')
    const cookieName = v5CookieName(secure)
    for (const key of derived.get(cookieName) ?? (await deriveKeys(cookieName))) {
      try {
        const { plaintext } = await compactDecrypt(token, key, {
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
  }
}

/** Whether a token says that it is what Auth.js v5 makes, before anything costs more than that. */
function isOfForm(token: string): boolean {
  const [header = '', key, ...rest] = token.split('.', 6)
  if (key !== '' || rest.length !== 3) return false
  try {
    const text = atob(header.replaceAll('-', '+').replaceAll('_', '/'))
    const { alg, enc, zip } = JSON.parse(text) as Record<string, unknown>
    return alg === 'dir' && enc === 'A256CBC-HS512' && zip === undefined
  } catch {
    return false
  }
}

/** HKDF-SHA-256 to 512 bits, with Auth.js's salt and info (RFC 5869; RFC 7518, section 5.2.5). */
async function deriveKey(secret: string, salt: string): Promise<Uint8Array> {
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
  return new Uint8Array(bits)
}
