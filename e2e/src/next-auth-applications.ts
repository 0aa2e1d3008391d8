/**
 * The application that is written for NextAuth v4, built on it and, with another `package.json`, on ours.
 *
 * Both share one installation, which has the original in it. Where ours is to be had instead, it is laid out
 * nearer to the application, with the package that it depends on.
 *
 * @module
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoClient } from 'example-identity-provider'
import { freePort } from 'example-identity-provider/free-port'
import { buildEdition, type Door, type Edition } from './editions.ts'
import { type RunningServer, startServer } from './server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const application = join(root, 'e2e', 'next-auth-apps', 'v4')

/** As what a server of the application runs; `auth/variant.ts` of the application says what that means. */
export type Variant = 'sealed' | 'handlers' | 'database'

/** Seals the sessions of every server, so that one can read another's. */
export const secret = 'a-secret-of-forty-characters-for-testing'

/** The door of NextAuth v4. */
export const nextAuthDoor: Door = {
  folder: 'next-auth/v4',
  replaces: 'next-auth',
  alias: 'npm:@sojourn/next-auth@4',
}

/** Builds the application. Returns its folder. */
export function buildNextAuth(edition: Edition): Promise<string> {
  return buildEdition(edition, { from: application, installation: application, door: nextAuthDoor })
}

/** Ports for the variants, known before any server runs: the identity provider is told the addresses. */
export async function variantPorts(): Promise<Record<Variant, number>> {
  return {
    sealed: await freePort(),
    handlers: await freePort(),
    database: await freePort(),
  }
}

/** Where the identity provider may lead back to. */
export function callbackUrls(ports: Record<Variant, number>): string[] {
  return Object.entries(ports).flatMap(([variant, port]) =>
    ['harbour', 'plain'].map(
      (provider) => `${nextAuthUrl(variant as Variant, port)}/callback/${provider}`,
    ),
  )
}

function nextAuthUrl(variant: Variant, port: number): string {
  return `http://localhost:${port}${variant === 'handlers' ? '/custom-route/api/auth' : '/api/auth'}`
}

/** What to start. */
export interface NextAuthServer {
  readonly variant: Variant
  readonly port: number
  /** Address of the identity provider. */
  readonly issuer: string
}

/** Starts what {@link buildNextAuth} returned, with the environment that NextAuth's documents ask for. */
export async function startNextAuth(
  folder: string,
  { variant, port, issuer }: NextAuthServer,
): Promise<RunningServer> {
  const url = nextAuthUrl(variant, port)
  return startServer(
    folder,
    {
      APP_VARIANT: variant,
      HARBOUR_ISSUER: issuer,
      HARBOUR_ID: demoClient.clientId,
      HARBOUR_SECRET: demoClient.clientSecret,
      NEXTAUTH_SECRET: secret,
      NEXTAUTH_URL: variant === 'sealed' ? `http://localhost:${port}` : url,
      NEXTAUTH_URL_INTERNAL: url.replace('localhost', '127.0.0.1'),
      // The documents of NextAuth know no other names.
      AUTH_URL: '',
    },
    'built',
    port,
  )
}
