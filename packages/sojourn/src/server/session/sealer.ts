/**
 * Sealing claims under the configured secrets, for one purpose.
 *
 * Each purpose has a key of its own, so that what was sealed for one (a sign-in in progress) can never
 * be presented as another (a session).
 *
 * @module
 */
import { crypto } from '#crypto'
import { isRecord } from '../../core/protocol.ts'
import type { SealingKey } from '../crypto/port.ts'

/** Seals and opens for one purpose. */
export interface Sealer {
  /** Seals under the newest secret. */
  readonly seal: (claims: object) => Promise<string>
  /** Opens under any of the secrets. `null` for what they did not seal; never throws. */
  readonly open: (token: string) => Promise<Record<string, unknown> | null>
}

/**
 * @param secrets Newest first.
 * @param purpose HKDF salt and info. The keys are derived once, at the first use.
 */
export function createSealer(
  secrets: readonly string[],
  purpose: { readonly salt: string; readonly info: string },
): Sealer {
  let derived: SealingKey[] | undefined

  async function deriveKeys(): Promise<SealingKey[]> {
    derived = await Promise.all(
      secrets.map(async (secret) => crypto.deriveKey(secret, purpose.salt, purpose.info)),
    )
    return derived
  }

  return {
    async seal(claims) {
      const [newest] = derived ?? (await deriveKeys())
      return crypto.seal(newest as SealingKey, JSON.stringify(claims))
    },
    async open(token) {
      for (const key of derived ?? (await deriveKeys())) {
        const opened = crypto.open(key, token)
        const text = opened instanceof Promise ? await opened : opened
        if (text !== null) return parse(text)
      }
      return null
    },
  }
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const claims: unknown = JSON.parse(text)
    return isRecord(claims) ? claims : null
  } catch {
    return null
  }
}
