/**
 * The engine's inside: the configuration and what is made of it once.
 *
 * @module
 */
import type { ResolvedConfig } from './config.ts'
import type { EngineMemory } from './memory.ts'
import { createRevocations, processRevocations, type Revocations } from './session/revocations.ts'
import { sealedSessions } from './session/sealed-session.ts'
import { createSealer, type Sealer } from './session/sealer.ts'
import type { SessionStrategy } from './session/session-strategy.ts'
import { storedSessions } from './session/stored-session.ts'
import { sealersOf, type SessionSealers } from './session/session-sealers.ts'

/** What every part of the engine is handed. */
export interface Engine extends Omit<EngineMemory, 'revocations'> {
  readonly config: ResolvedConfig
  /** What was revoked, as far as this engine can know without asking. */
  readonly revocations: Revocations
  /** Seals sessions, in the form of the wire, and opens those of all wires. */
  readonly sessions: SessionSealers
  /** Seals sign-ins in progress, under a key of their own. */
  readonly transactions: Sealer
  /** Seals what a browser knows of a sign-in that it finished. */
  readonly finishedSignIns: Sealer
  /** Seals what binds a one-time code to its browser. */
  readonly emailCodes: Sealer
  /** Where sessions are kept. */
  readonly strategy: SessionStrategy
}

/** Makes the engine's inside. */
export function createEngine(config: ResolvedConfig, memory: EngineMemory): Engine {
  return {
    ...memory,
    config,
    sessions: sealersOf(config),
    transactions: createSealer(config.secrets, {
      salt: '',
      info: 'Sojourn authorization transaction',
    }),
    finishedSignIns: createSealer(config.secrets, { salt: '', info: 'Sojourn finished sign-in' }),
    emailCodes: createSealer(config.secrets, { salt: '', info: 'Sojourn e-mail code' }),
    revocations:
      config.now === Date.now ? processRevocations() : (memory.revocations ??= createRevocations()),
    strategy: config.session.strategy === 'database' ? storedSessions : sealedSessions,
  }
}
