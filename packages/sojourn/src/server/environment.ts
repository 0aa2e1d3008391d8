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
  /** Address of the endpoints to which providers send everybody back. */
  readonly redirectProxyUrl: string | undefined
}

/** Reads the environment of the process, or of whatever stands in for it. */
export function readEnvironment(): Environment {
  const env = variables()
  const first = (...names: string[]): string | undefined =>
    names.map((name) => given(env[name])).find((value) => value !== undefined)
  const trust = first('AUTH_TRUST_HOST', 'VERCEL', 'CF_PAGES')
  return {
    url: first('AUTH_URL', 'NEXTAUTH_URL'),
    // Numbered ones are newer, as in Auth.js, and the highest is the newest. Where both of the others are set
    // and differ, NextAuth v4 sealed with the first and Auth.js with the second.
    secrets: [
      first('AUTH_SECRET_3'),
      first('AUTH_SECRET_2'),
      first('AUTH_SECRET_1'),
      first('NEXTAUTH_SECRET'),
      first('AUTH_SECRET'),
    ].filter((value) => value !== undefined),
    trustHost: trust === undefined ? undefined : trust !== 'false' && trust !== '0',
    production: env['NODE_ENV'] === 'production',
    redirectProxyUrl: first('AUTH_REDIRECT_PROXY_URL'),
  }
}

/** What the environment says about one provider; each entry is `undefined` where it says nothing. */
export interface ProviderEnvironment {
  /** `AUTH_<ID>_ID` */
  readonly clientId: string | undefined
  /** `AUTH_<ID>_SECRET` */
  readonly clientSecret: string | undefined
  /** `AUTH_<ID>_ISSUER` */
  readonly issuer: string | undefined
  /** `AUTH_<ID>_KEY`: of a mail service. */
  readonly apiKey: string | undefined
}

/**
 * Reads what the environment says about a provider, by the names of Auth.js.
 *
 * @param id Its id; in the names it stands in upper case, with `_` for `-`.
 */
export function providerEnvironment(id: string): ProviderEnvironment {
  const env = variables()
  const prefix = `AUTH_${id.toUpperCase().replaceAll('-', '_')}`
  return {
    clientId: given(env[`${prefix}_ID`]),
    clientSecret: given(env[`${prefix}_SECRET`]),
    issuer: given(env[`${prefix}_ISSUER`]),
    apiKey: given(env[`${prefix}_KEY`]),
  }
}

function variables(): Record<string, string | undefined> {
  return (
    (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {}
  )
}

/** Empty is unset: that is how compose files pass on what is not there. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
