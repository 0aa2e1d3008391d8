/**
 * The methods of an adapter: which of them what needs, and how they are called.
 *
 * @module
 */
import type { Adapter } from '../../core/adapter.ts'
import type { BasicStorage } from '../../core/storage.ts'

const methodsFor = {
  users: [
    'createUser',
    'getUser',
    'getUserByEmail',
    'getUserByAccount',
    'updateUser',
    'linkAccount',
  ],
  sessions: ['getUser', 'createSession', 'getSessionAndUser', 'updateSession', 'deleteSession'],
  verificationTokens: ['createVerificationToken', 'useVerificationToken'],
  deletingUsers: ['getUser', 'deleteUser'],
  unlinkingAccounts: ['getUserByAccount', 'unlinkAccount'],
} as const satisfies Record<string, readonly (keyof Adapter)[]>

/** What an adapter may be needed for. */
export type AdapterNeed = keyof typeof methodsFor

/**
 * Says which methods an adapter lacks.
 *
 * @param needs What the adapter is needed for.
 * @returns Names of methods, each once; empty if it has them all.
 */
export function missingAdapterMethods(
  adapter: Adapter,
  needs: readonly AdapterNeed[],
): (keyof Adapter)[] {
  const names = new Set<keyof Adapter>(needs.flatMap((need) => methodsFor[need]))
  return [...names].filter((name) => typeof adapter[name] !== 'function')
}

/** Calls a method of an adapter, for the sake of a method of the storage. */
export type AdapterCall = (
  purpose: Exclude<keyof BasicStorage, 'tier'>,
  method: keyof Adapter,
  argument: unknown,
) => Promise<unknown>

/** Makes what calls the methods of an adapter, and throws a `TypeError` for one that is missing. */
export function adapterCaller(adapter: Adapter): AdapterCall {
  return async (purpose, method, argument) => {
    if (typeof adapter[method] !== 'function') {
      throw new TypeError(
        `The adapter has no method "${method}", which "${purpose}" of the storage needs.`,
      )
    }
    // Not detached: an adapter may be a class.
    return adapter[method](argument as never) as unknown
  }
}
