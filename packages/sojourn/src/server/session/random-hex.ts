/**
 * Secrets that nobody can guess.
 *
 * @module
 */

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** 256 random bits in hex (ASVS 7.2.3 asks for 128). */
export function randomHex(): string {
  let text = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(32))) text += hex[byte]
  return text
}
