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
  /** Newest first. */
  readonly secrets: readonly string[]
  /** Whether the proxy in front sets `Host` and `X-Forwarded-*`. */
  readonly trustHost: boolean | undefined
  readonly production: boolean
}

/** Reads the environment of the process, or of whatever stands in for it. */
export function readEnvironment(): Environment {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  const env = process?.env ?? {}
  // Empty is unset: that is how compose files pass on what is not there.
  const first = (...names: string[]): string | undefined =>
    names.map((name) => env[name]).find((value) => value !== undefined && value !== '')
  const trust = first('AUTH_TRUST_HOST', 'VERCEL', 'CF_PAGES')
  return {
    url: first('AUTH_URL', 'NEXTAUTH_URL'),
    // Where both are set and differ, NextAuth v4 sealed with the first and Auth.js with the second.
    secrets: [first('NEXTAUTH_SECRET'), first('AUTH_SECRET')].filter(
      (value) => value !== undefined,
    ),
    trustHost: trust === undefined ? undefined : trust !== 'false' && trust !== '0',
    production: env['NODE_ENV'] === 'production',
  }
}
