/**
 * As much of the engine as says whose a request is, for a proxy that asks nothing else.
 *
 * On the edge runtime a middleware is one file, with all that it imports and all that would be loaded later. Without
 * the endpoints, their pages and the protocols of sign-in that is less than half of the engine.
 *
 * @module
 */
import { resolveConfig } from '../server/config.ts'
import type { Engine } from '../server/engine.ts'
import type { Auth, AuthConfig } from '../server/index.ts'
import { createMemory } from '../server/memory.ts'

/** Reads and renews sessions, as the engine of the same configuration does. */
export type SessionReader = Pick<Auth, 'basePath' | 'getToken' | 'renewSession'>

/**
 * Makes one. What it consists of is loaded when the first request comes.
 *
 * @throws {AuthError} `secret_missing`.
 * @throws {TypeError} If the configuration cannot work.
 */
export function createSessionReader(config: AuthConfig): SessionReader {
  const resolved = resolveConfig(config)
  const memory = createMemory()
  let engine: Engine | undefined

  async function loaded(): Promise<Engine> {
    if (engine !== undefined) return engine
    const { createEngine } = await import('../server/engine.ts')
    // Another request may have been faster.
    return (engine ??= createEngine(resolved, memory))
  }

  return {
    basePath: resolved.basePath,
    async getToken(request) {
      const own = await loaded()
      return own.strategy.readClaims(own, request)
    },
    async renewSession(request, options) {
      const own = await loaded()
      return own.strategy.renew(own, request, options)
    },
  }
}
