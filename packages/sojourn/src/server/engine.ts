/**
 * The engine's inside: the configuration and what is made of it once.
 *
 * @module
 */
import type { ResolvedConfig } from './config.ts'
import { sealedSessions } from './session/sealed-session.ts'
import { createSealer, type Sealer } from './session/sealer.ts'
import type { SessionStrategy } from './session/session-strategy.ts'
import { storedSessions } from './session/stored-session.ts'
import { createV5Opener, type V5Opener } from './wire/v5-session.ts'

/** What every part of the engine is handed. */
export interface Engine {
  readonly config: ResolvedConfig
  /** Seals sessions, in the form of the wire. */
  readonly sessions: Sealer
  /** Opens sessions that Auth.js v5 sealed. */
  readonly openV5Session: V5Opener
  /** Seals sign-ins in progress, under a key of their own. */
  readonly transactions: Sealer
  /** Where sessions are kept. */
  readonly strategy: SessionStrategy
  /** States of finished sign-ins and when they may be forgotten, in milliseconds since the epoch. */
  readonly usedStates: Map<string, number>
  /** Ids of sealed sessions on record and when this process last asked, in milliseconds since the epoch. */
  readonly checkedSessions: Map<string, number>
  /** How often something was revoked from here: an answer to what was asked before it does not count. */
  readonly revocations: { count: number }
  /** When what has expired should next be removed from the storage, in milliseconds since the epoch. */
  readonly cleaning: { dueAt: number }
}

/** Makes the engine's inside. */
export function createEngine(config: ResolvedConfig): Engine {
  return {
    config,
    sessions: createSealer(config.secrets, config.wire.sealing),
    openV5Session: createV5Opener(config.secrets),
    transactions: createSealer(config.secrets, {
      salt: '',
      info: 'Sojourn authorization transaction',
    }),
    strategy: config.session.strategy === 'database' ? storedSessions : sealedSessions,
    usedStates: new Map(),
    checkedSessions: new Map(),
    revocations: { count: 0 },
    cleaning: { dueAt: 0 },
  }
}
