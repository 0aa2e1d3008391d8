import { demoClient } from 'example-identity-provider'

/** Path to which the provider sends people back: that of the provider `harbour`. */
const callbackPath = '/api/auth/callback/harbour'

/** Where Harbour ID may send people back to. */
export function callbackUrl(url: string): string {
  return url + callbackPath
}

/** What a demo reads from its environment, and what a shell has set besides. */
export function createEnvironment(settings: {
  readonly url: string
  readonly issuer: string
  readonly secret: string
  /** Path of the database with people and sessions, or `:memory:`. */
  readonly database: string
  /** Idle lifetime of a session, in seconds. Default: what the demo says. */
  readonly sessionMaxAge?: number | undefined
  /** Seconds for which a sign-in is proof enough for what cannot be undone. Default: what the demo says. */
  readonly stepUpAge?: number | undefined
}): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    AUTH_URL: settings.url,
    AUTH_SECRET: settings.secret,
    DEMO_DATABASE: settings.database,
    DEMO_ISSUER: settings.issuer,
    DEMO_CLIENT_ID: demoClient.clientId,
    DEMO_CLIENT_SECRET: demoClient.clientSecret,
    ...(settings.sessionMaxAge && { DEMO_SESSION_MAX_AGE: String(settings.sessionMaxAge) }),
    ...(settings.stepUpAge && { DEMO_STEP_UP_AGE: String(settings.stepUpAge) }),
  }
  // Left over in a shell, these would win over ours.
  for (const name of ['NITRO_HOST', 'NITRO_PORT', 'NITRO_UNIX_SOCKET', 'NEXTAUTH_URL']) {
    delete environment[name]
  }
  return environment
}
