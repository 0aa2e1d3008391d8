/**
 * The token backend: `createTokens`.
 *
 * @module
 */
import { bearerOf, verifyAccessToken } from './access-token.ts'
import { answerRequest } from './answer-request.ts'
import { ask } from './ask-storage.ts'
import { resolveOptions } from './backend.ts'
import type { Tokens, TokensOptions } from './tokens.ts'

/**
 * Makes the backend of NuxtAuth's `local` and `refresh` providers, on a storage and passwords of ours. Its endpoints
 * are at NuxtAuth's default paths below `basePath`.
 *
 * @throws {TypeError} If the storage has only the tier `basic`, a secret has fewer than 32 characters, or an option
 *   is out of bounds.
 * @throws {AuthError} `secret_missing` without a secret.
 *
 * @example
 * ```ts
 * const storage = sqlStorage('app.db')
 * const passwords = createPasswords(storage)
 * export const tokens = createTokens({ storage, passwords, secret: process.env.AUTH_SECRET })
 *
 * const response = await tokens.handle(request)
 * ```
 */
export function createTokens(options: TokensOptions): Tokens {
  const backend = resolveOptions(options)
  const { storage, now } = backend
  return {
    handle: (request, { address } = {}) => answerRequest(backend, request, address),
    async verify(presented) {
      const token = typeof presented === 'string' ? presented : bearerOf(presented.headers)
      return token === null ? null : verifyAccessToken(backend, token)
    },
    listSessions: (userId) => ask(() => storage.listSessions(userId, now())),
    endSession: (userId, id) => ask(() => storage.endSession({ id, userId })),
    endSessions: (userId, { except } = {}) =>
      ask(() => storage.endSessions(userId, { now: now(), except })),
  }
}
