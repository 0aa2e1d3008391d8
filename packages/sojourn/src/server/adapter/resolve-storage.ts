/**
 * The storage of a configuration: one of ours as it is, an adapter of Auth.js through its shim.
 *
 * @module
 */
import type { Adapter } from '../../core/adapter.ts'
import type { AuthStorage } from '../../core/storage.ts'
import { fromAdapter, missingAdapterMethods } from './from-adapter.ts'

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
  const missing = missingAdapterMethods(
    adapter,
    strategy === 'jwt' ? ['users'] : ['users', 'sessions'],
  )
  if (missing.length > 0) {
    throw new TypeError(
      `The adapter lacks ${missing.join(', ')}. Use a version of it that was written for NextAuth v4 or Auth.js v5.`,
    )
  }
  return fromAdapter(adapter)
}
