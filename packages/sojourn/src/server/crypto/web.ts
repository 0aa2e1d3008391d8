/**
 * {@link CryptoPort} on WebCrypto, for runtimes without `node:crypto`.
 *
 * @module
 */
import { compactVerify } from 'jose/jws/compact/verify'
import { ivLength, joinCompact, protectedHeader, splitCompact, tagLength } from './compact-jwe.ts'
import type { CryptoPort } from './port.ts'

const { subtle } = globalThis.crypto
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
const additionalData = encoder.encode(protectedHeader)

export const crypto: CryptoPort = {
  async deriveKey(secret, salt, info) {
    const material = await subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
      'deriveKey',
    ])
    const platformKey = await subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode(salt), info: encoder.encode(info) },
      material,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    )
    return { platformKey }
  },

  async seal(key, plaintext) {
    const iv = globalThis.crypto.getRandomValues(new Uint8Array(ivLength))
    const sealed = new Uint8Array(
      await subtle.encrypt(gcm(iv), key.platformKey as CryptoKey, encoder.encode(plaintext)),
    )
    const tagStart = sealed.length - tagLength
    return joinCompact({
      iv: toBase64Url(iv),
      ciphertext: toBase64Url(sealed.subarray(0, tagStart)),
      tag: toBase64Url(sealed.subarray(tagStart)),
    })
  },

  async open(key, token) {
    const parts = splitCompact(token)
    if (parts === null) return null
    try {
      const ciphertext = fromBase64Url(parts.ciphertext)
      const tag = fromBase64Url(parts.tag)
      const sealed = new Uint8Array(ciphertext.length + tag.length)
      sealed.set(ciphertext)
      sealed.set(tag, ciphertext.length)
      const iv = fromBase64Url(parts.iv)
      return decoder.decode(await subtle.decrypt(gcm(iv), key.platformKey as CryptoKey, sealed))
    } catch {
      return null
    }
  },

  async verifyJws(token, key, algorithm) {
    try {
      await compactVerify(token, key, { algorithms: [algorithm] })
      return true
    } catch {
      return false
    }
  },

  async sha256(text) {
    const digest = new Uint8Array(await subtle.digest('SHA-256', encoder.encode(text)))
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  },
}

function gcm(iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData, tagLength: tagLength * 8 }
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (char) => char.charCodeAt(0))
}
