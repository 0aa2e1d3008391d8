/**
 * SHA-256 as this protocol writes it: in base64url, whole or half.
 *
 * By the engine's own port: where that is synchronous, WebCrypto would cost more than all else around it.
 *
 * @module
 */
import { crypto as primitives } from '#crypto'

/** SHA-256 of a text, as bytes. */
export async function sha256(text: string): Promise<Uint8Array> {
  const hex = await primitives.sha256(text)
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}

/** Bytes in base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}
