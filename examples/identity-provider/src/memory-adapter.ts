/**
 * Where the provider keeps codes, tokens and interactions: in memory, gone when it stops.
 *
 * oidc-provider has such an adapter too, which keeps one store for all providers of a process and warns
 * that it is for development. This one is a store for each provider, so that a test can start two.
 *
 * @module
 */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

interface Entry {
  readonly model: string
  readonly payload: AdapterPayload
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Makes an empty store, as the factory that oidc-provider calls once for each of its models. */
export function createMemoryAdapter(): AdapterFactory {
  const entries = new Map<string, Entry>()

  function find(predicate: (entry: Entry) => boolean): AdapterPayload | undefined {
    for (const entry of entries.values()) {
      if (predicate(entry) && entry.expiresAt > Date.now()) return entry.payload
    }
    return undefined
  }

  function sweep(): void {
    for (const [key, entry] of entries) {
      if (entry.expiresAt <= Date.now()) entries.delete(key)
    }
  }

  return (model): Adapter => {
    const keyOf = (id: string): string => `${model}:${id}`
    return {
      async upsert(id, payload, expiresIn) {
        sweep()
        const expiresAt = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000
        entries.set(keyOf(id), { model, payload, expiresAt })
      },
      async find(id) {
        const entry = entries.get(keyOf(id))
        return entry && entry.expiresAt > Date.now() ? entry.payload : undefined
      },
      async findByUid(uid) {
        return find((entry) => entry.model === model && entry.payload.uid === uid)
      },
      async findByUserCode(userCode) {
        return find((entry) => entry.model === model && entry.payload.userCode === userCode)
      },
      async consume(id) {
        const entry = entries.get(keyOf(id))
        if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000)
      },
      async destroy(id) {
        entries.delete(keyOf(id))
      },
      async revokeByGrantId(grantId) {
        for (const [key, entry] of entries) {
          if (entry.payload.grantId === grantId) entries.delete(key)
        }
      },
    }
  }
}
