/**
 * The compact form of a directly encrypted JWE: `header..iv.ciphertext.tag` (RFC 7516, section 7.1).
 *
 * Only one header is ever accepted, compared as text: there is no algorithm to choose, so there is
 * none to confuse, and no header is parsed before the seal is checked.
 *
 * @module
 */

/** `{"alg":"dir","enc":"A256GCM"}` in base64url: the header that NextAuth v4 writes. */
export const protectedHeader = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0'

/** Octets of the initialization vector (RFC 7518, section 5.3). */
export const ivLength = 12

/** Octets of the authentication tag. */
export const tagLength = 16

const prefix = `${protectedHeader}..`
/** Characters of 12 and of 16 octets in base64url without padding. */
const ivChars = 16
const tagChars = 22
const ciphertextStart = prefix.length + ivChars + 1

/** The parts of a token that carry data, still in base64url. */
export interface CompactParts {
  iv: string
  ciphertext: string
  tag: string
}

/** Splits a token. `null` unless it has exactly this form. Says nothing about whether it is genuine. */
export function splitCompact(token: string): CompactParts | null {
  if (!token.startsWith(prefix)) return null
  const tagStart = token.length - tagChars
  if (tagStart <= ciphertextStart || token.charCodeAt(tagStart - 1) !== 46) return null
  if (token.charCodeAt(ciphertextStart - 1) !== 46) return null
  const ciphertext = token.slice(ciphertextStart, tagStart - 1)
  if (ciphertext.includes('.')) return null
  return {
    iv: token.slice(prefix.length, ciphertextStart - 1),
    ciphertext,
    tag: token.slice(tagStart),
  }
}

/** Puts the parts together. */
export function joinCompact(parts: CompactParts): string {
  return `${prefix}${parts.iv}.${parts.ciphertext}.${parts.tag}`
}
