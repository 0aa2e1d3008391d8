/**
 * The cryptography that the engine needs on its hot path, as one port with two implementations.
 *
 * `#crypto` resolves to `node.ts` (synchronous `node:crypto`) on Node and to `web.ts` (WebCrypto)
 * elsewhere. The synchronous one is why this port exists: a WebCrypto call goes through a thread pool
 * and several promises, which costs more than opening a session does. Callers `await` either.
 *
 * @module
 */

/** A value now, or a promise of it where the platform has only WebCrypto. */
export type MaybePromise<T> = T | Promise<T>

/** A derived AES-256 key in the platform's own form. Cannot be printed. */
export interface SealingKey {
  readonly platformKey: unknown
}

/** What both platforms offer. Held to the same test vectors. */
export interface CryptoPort {
  /** HKDF-SHA-256 to a 256-bit key (RFC 5869). Done once per secret and purpose. */
  deriveKey: (secret: string, salt: string, info: string) => MaybePromise<SealingKey>
  /** Seals a text as a compact JWE with `alg: dir`, `enc: A256GCM` (RFC 7516). */
  seal: (key: SealingKey, plaintext: string) => MaybePromise<string>
  /** Opens what {@link CryptoPort.seal} made. `null` for anything else; never throws. */
  open: (key: SealingKey, token: string) => MaybePromise<string | null>
  /**
   * Whether a signed token's signature is by this key (RFC 7515, section 5.2). Says nothing of its header or its
   * claims. `false` also for an algorithm that is none of RS, PS, ES and EdDSA, and for an RSA key of less than 2048
   * bits (RFC 7518, section 3.3); never throws.
   *
   * @param algorithm As the header names it; the key was imported for it.
   */
  verifyJws: (token: string, key: CryptoKey, algorithm: string) => MaybePromise<boolean>
  /** SHA-256 in lower-case hex. */
  sha256: (text: string) => MaybePromise<string>
}
