/**
 * Every ready-made provider, found by reading its folder, and its namesakes in the two packages.
 *
 * @module
 */
import { readdirSync } from 'node:fs'
import type { OAuthProvider, OidcProvider } from '../../src/core/provider.ts'

type Factory = (options?: Record<string, unknown>) => OidcProvider | OAuthProvider

/** A module of the folder. */
export interface ProviderModule {
  readonly file: string
  readonly exports: Readonly<Record<string, unknown>>
  /** Its one function. */
  readonly factory: Factory
}

/** What is no provider that a browser is sent to, or none in particular. */
const others = new Set([
  'credentials',
  'email',
  'forwardemail',
  'loops',
  'mailgun',
  'nodemailer',
  'oidc',
  'postmark',
  'resend',
  'sendgrid',
])

const folder = new URL('../../src/providers/', import.meta.url)

/** The names of the folder's modules. */
export const files: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => name.slice(0, -3))
  .filter((name) => !others.has(name))

export async function loadProvider(file: string): Promise<ProviderModule> {
  const exports = (await import(new URL(`${file}.ts`, folder).href)) as Record<string, unknown>
  const [factory] = Object.values(exports)
  return { file, exports, factory: factory as Factory }
}

/** A factory of `next-auth` or `@auth/core`; `undefined` where they have none of the name. */
export async function loadForeign(
  from: 'next-auth' | '@auth/core',
  file: string,
): Promise<Factory | undefined> {
  if (!namesIn(from).includes(file)) return undefined
  const address = foreignFolder(from) + file + '.js'
  const { default: exported } = (await import(address)) as { default: unknown }
  return (
    typeof exported === 'function' ? exported : (exported as { default: unknown }).default
  ) as Factory
}

/** The names of a package's modules of providers. */
export function namesIn(from: 'next-auth' | '@auth/core'): readonly string[] {
  return readdirSync(new URL(foreignFolder(from)))
    .filter((name) => name.endsWith('.js'))
    .map((name) => name.slice(0, -3))
}

function foreignFolder(from: 'next-auth' | '@auth/core'): string {
  return new URL('./', import.meta.resolve(`${from}/providers/github`)).href
}
