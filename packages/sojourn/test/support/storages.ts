/**
 * Where sessions can be kept, each with the storages that can keep them there.
 *
 * @module
 */
import type { AtomicStorage } from '../../src/core/storage.ts'
import type { SessionConfig } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { sqlStorage } from '../../src/storage/sql/index.ts'

/** A new, empty storage. */
export type OpenStorage = () => Promise<AtomicStorage>

/** Storages, by name. */
export const storages: readonly (readonly [name: string, open: OpenStorage])[] = [
  ['memory', async () => memoryStorage()],
  ['SQLite', openSqlite],
]

/** Every way to keep sessions of which a storage knows. */
export const recordedStrategies: readonly (readonly [
  name: string,
  session: SessionConfig,
  open: OpenStorage,
])[] = storages.flatMap(([name, open]) => [
  [`stored in ${name}`, { strategy: 'database' }, open] as const,
  [`sealed with records in ${name}`, { strategy: 'jwt', maxStaleness: 0 }, open] as const,
])

async function openSqlite(): Promise<AtomicStorage> {
  const storage = sqlStorage(':memory:')
  await storage.migrate()
  return storage
}
