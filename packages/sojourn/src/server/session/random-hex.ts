/**
 * Secrets that nobody can guess.
 *
 * @module
 */

/** 256 random bits in hex (ASVS 7.2.3 asks for 128). */
export function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
