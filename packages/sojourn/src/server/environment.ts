/**
 * Environment variables, under the names that NextAuth and Auth.js gave them.
 *
 * Read once, when the engine is made.
 *
 * @module
 */

/** What the environment says; each entry is `undefined` where it says nothing. */
export interface Environment {
  /** Public address of the application, with the base path if it has one of its own. */
  readonly url: string | undefined
  readonly secret: string | undefined
  /** Whether the proxy in front sets `Host` and `X-Forwarded-*`. */
  readonly trustHost: boolean | undefined
  readonly production: boolean
}

/** Reads the environment of the process, or of whatever stands in for it. */
export function readEnvironment(): Environment {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  const env = process?.env ?? {}
  const trust = env['AUTH_TRUST_HOST'] ?? env['VERCEL'] ?? env['CF_PAGES']
  return {
    url: env['AUTH_URL'] ?? env['NEXTAUTH_URL'],
    secret: env['AUTH_SECRET'] ?? env['NEXTAUTH_SECRET'],
    trustHost: trust === undefined ? undefined : trust !== '' && trust !== 'false' && trust !== '0',
    production: env['NODE_ENV'] === 'production',
  }
}
