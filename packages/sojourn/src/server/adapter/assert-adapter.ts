/**
 * Checks at start that the adapter can do what the configuration needs of it.
 *
 * @module
 */
import type { Adapter } from '../../core/adapter.ts'
import type { AuthStorage } from '../../core/storage.ts'
import { type AdapterNeed, missingAdapterMethods } from './adapter-methods.ts'

/**
 * Refuses an adapter that lacks methods. Our own storages have all of them.
 *
 * @param adapter What is configured.
 * @param what Who needs it, as the message begins: `The provider "email"`.
 * @param needs What it is needed for.
 * @throws {TypeError} If there is no adapter, or it lacks methods; the message names them.
 *
 * @example
 * ```ts
 * assertAdapterFor(config.adapter, 'The provider "email"', ['verificationTokens'])
 * ```
 */
export function assertAdapterFor(
  adapter: AuthStorage | Adapter | undefined,
  what: string,
  needs: readonly AdapterNeed[],
): asserts adapter is AuthStorage | Adapter {
  if (adapter === undefined) {
    throw new TypeError(`${what} needs an adapter. Configure one, such as \`sqlStorage(…)\`.`)
  }
  if ('tier' in adapter) return
  const missing = missingAdapterMethods(adapter, needs)
  if (missing.length === 0) return
  throw new TypeError(
    `${what} needs ${missing.join(', ')}, which the adapter lacks. Use a version of it that was written for NextAuth v4 or Auth.js v5.`,
  )
}
