/**
 * {@link CryptoPort} on `node:crypto`, all of it synchronous.
 *
 * @module
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  KeyObject,
  randomFillSync,
  verify,
} from 'node:crypto'
import { ivLength, joinCompact, protectedHeader, splitCompact, tagLength } from './compact-jwe.ts'
import type { CryptoPort } from './port.ts'

/** How Node is told of a signature. */
interface SignatureForm {
  readonly digest: string | null
  readonly options: object
}

/** What RFC 7518, section 3 and RFC 8037, section 3.1 name. */
const signatureForms = new Map<string, SignatureForm>([
  ['EdDSA', { digest: null, options: {} }],
  ['Ed25519', { digest: null, options: {} }],
])
for (const size of [256, 384, 512]) {
  const digest = `sha${size}`
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: size / 8 }
  signatureForms.set(`RS${size}`, { digest, options: { padding: constants.RSA_PKCS1_PADDING } })
  signatureForms.set(`PS${size}`, { digest, options: pss })
  signatureForms.set(`ES${size}`, { digest, options: { dsaEncoding: 'ieee-p1363' } })
}

const algorithm = 'aes-256-gcm'
const options = { authTagLength: tagLength }
const additionalData = Buffer.from(protectedHeader, 'ascii')

export const crypto: CryptoPort = {
  deriveKey(secret, salt, info) {
    const bytes = new Uint8Array(hkdfSync('sha256', secret, salt, info, 32))
    // A KeyObject once: wrapping raw bytes on each call costs a fifth of opening a session.
    return { platformKey: createSecretKey(bytes) }
  },

  seal(key, plaintext) {
    const iv = randomFillSync(Buffer.allocUnsafe(ivLength))
    const cipher = createCipheriv(algorithm, key.platformKey as KeyObject, iv, options)
    cipher.setAAD(additionalData)
    // A counter mode holds nothing back: `final` only makes the tag.
    const ciphertext = cipher.update(plaintext, 'utf8')
    cipher.final()
    return joinCompact({
      iv: iv.toString('base64url'),
      ciphertext: ciphertext.toString('base64url'),
      tag: cipher.getAuthTag().toString('base64url'),
    })
  },

  open(key, token) {
    const parts = splitCompact(token)
    if (parts === null) return null
    try {
      const iv = Buffer.from(parts.iv, 'base64url')
      const decipher = createDecipheriv(algorithm, key.platformKey as KeyObject, iv, options)
      decipher.setAAD(additionalData)
      decipher.setAuthTag(Buffer.from(parts.tag, 'base64url'))
      // Through buffers: the encodings that a decipher does itself cost a third of opening a session.
      const plaintext = decipher.update(Buffer.from(parts.ciphertext, 'base64url'))
      // Nothing of the text is used before `final` has checked the tag: it throws on a bad one.
      decipher.final()
      return plaintext.toString('utf8')
    } catch {
      return null
    }
  },

  verifyJws(token, key, algorithm) {
    const form = signatureForms.get(algorithm)
    if (form === undefined) return false
    try {
      const publicKey = KeyObject.from(key)
      const { modulusLength } = publicKey.asymmetricKeyDetails ?? {}
      if (modulusLength !== undefined && modulusLength < 2048) return false
      const end = token.lastIndexOf('.')
      const signature = Buffer.from(token.slice(end + 1), 'base64url')
      const signed = Buffer.from(token.slice(0, end), 'ascii')
      return verify(form.digest, signed, { key: publicKey, ...form.options }, signature)
    } catch {
      return false
    }
  },

  sha256(text) {
    return hash('sha256', text, 'hex')
  },
}
