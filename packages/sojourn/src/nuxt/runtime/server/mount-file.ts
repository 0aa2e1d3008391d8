/**
 * Zero configuration: `server/auth.ts` in place of a route.
 *
 * @module
 */
import { type EventHandler, isEventHandler } from 'h3'
import { type AuthConfig, NuxtAuthHandler } from './auth.ts'
import type { ConfigureAuth } from '../../../server/index.ts'

/**
 * Makes the handler of what the file exports: the configuration, by default or as `authOptions`, or a handler
 * already.
 *
 * @param name Of the file, for the error.
 * @throws {TypeError} If it exports neither.
 */
export function mountFile(file: Record<string, unknown>, name: string): EventHandler {
  const exported = file['default'] ?? file['authOptions']
  if (isEventHandler(exported)) return exported
  if ((typeof exported !== 'object' && typeof exported !== 'function') || exported === null) {
    throw new TypeError(
      `${name} must export the configuration of the sign-in: "export default { providers: [ … ] } satisfies AuthConfig". If that file is for something else, call it otherwise, or answer the endpoints in server/api/auth/[...].ts.`,
    )
  }
  return NuxtAuthHandler(exported as AuthConfig | ConfigureAuth)
}
