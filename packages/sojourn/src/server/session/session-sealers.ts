/**
 * What opens sessions: in the form of the configured wire, which is also what seals them, and in every other
 * that people may still carry from the system before.
 *
 * @module
 */
import type { ResolvedConfig } from '../config.ts'
import { createCustomSealer } from './custom-sealer.ts'
import type { WireCodec } from '../wire/codec.ts'
import { createCbcSealer } from './cbc-sealer.ts'
import { createSealer, type Sealer } from './sealer.ts'

/** Makes the sealer of a cookie's name, once. */
type SealerOf = (cookieName: string) => Sealer

/** What seals and opens sessions. Some forms are bound to the name of their cookie. */
export interface SessionSealers {
  /** The form in which sessions are sealed. */
  readonly own: SealerOf
  /** Other forms, which are read. */
  readonly others: readonly SealerOf[]
}

/** By the form's `enc`. The first is NextAuth v4's, whose key is the same for each cookie; the second Auth.js v5's. */
const forms: Readonly<
  Record<WireCodec['sealedForm'], (secrets: readonly string[], cookieName: string) => Sealer>
> = {
  A256GCM: (secrets) =>
    createSealer(secrets, { salt: '', info: 'NextAuth.js Generated Encryption Key' }),
  'A256CBC-HS512': createCbcSealer,
}

/** @param config Its wires, secrets, and what it says under `jwt`. */
export function sealersOf(config: ResolvedConfig): SessionSealers {
  const { wire, otherWire, sessionSecrets: secrets, jwtCodec, session, now } = config
  const ofWire = once((name) => forms[wire.sealedForm](secrets, name))
  const ofOther = once((name) => forms[otherWire.sealedForm](secrets, name))
  if (jwtCodec === undefined) return { own: ofWire, others: [ofOther] }
  const maxAge = session.idleTime / 1000
  const custom = once((salt) =>
    createCustomSealer(jwtCodec, { secrets, salt, maxAge, now, otherwise: ofWire(salt) }),
  )
  return { own: custom, others: [ofWire, ofOther] }
}

/** Remembers what was made for each name. There are four: of both wires, for http and https. */
function once(make: SealerOf): SealerOf {
  const made = new Map<string, Sealer>()
  return (name) => {
    let sealer = made.get(name)
    if (sealer === undefined) made.set(name, (sealer = make(name)))
    return sealer
  }
}
