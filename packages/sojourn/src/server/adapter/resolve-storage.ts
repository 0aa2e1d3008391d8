/**
 * The storage of a configuration: one of ours as it is, an adapter of Auth.js through its shim.
 *
 * @module
 */
import type { Adapter } from '../../core/adapter.ts'
import type { AuthStorage } from '../../core/storage.ts'
import { assertAdapterFor } from './assert-adapter.ts'
import { fromAdapter } from './from-adapter.ts'

/**
 * @param strategy Of the configuration; without one an adapter means `database`.
 * @throws {TypeError} If an adapter lacks what sessions need; the message names it.
 */
export function resolveStorage(
  adapter: AuthStorage | Adapter | undefined,
  strategy: 'jwt' | 'database' | undefined,
): AuthStorage | undefined {
  if (adapter === undefined) return undefined
  if ('tier' in adapter) return adapter
  assertAdapterFor(
    adapter,
    strategy === 'jwt' ? 'Signing in' : 'The session strategy "database"',
    strategy === 'jwt' ? ['users'] : ['users', 'sessions'],
  )
  return fromAdapter(adapter)
}
