/**
 * What the tests of the application for NextAuth v4 have in common: a server of it, and a visitor for each
 * test.
 *
 * @module
 */
import { type IdentityProvider, startIdentityProvider } from 'example-identity-provider'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Edition } from './editions.ts'
import {
  buildNextAuth,
  callbackUrls,
  startNextAuth,
  type Variant,
  variantPorts,
} from './next-auth-applications.ts'
import type { RunningServer } from './server.ts'
import { type Visit, visitSite } from './visit.ts'

/** What happened on the server of the application, and what its adapter holds. */
export interface Noted {
  readonly notes: readonly { readonly kind: string; readonly data: unknown }[]
  readonly users: readonly { readonly id: string; readonly email: string }[]
  readonly accounts: readonly { readonly provider: string; readonly userId: string }[]
  readonly sessions: readonly {
    readonly sessionToken: string
    readonly userId: string
    readonly expires: string
  }[]
  /** How many links of mails are good. */
  readonly tokens: number
}

/** What a test gets. */
export interface NextAuthVisit extends Visit {
  readonly folder: string
  readonly server: RunningServer
  /** Address of the identity provider. */
  readonly issuer: string
  /** Asks an address with the visitor's cookies, for JSON. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<unknown>
  readonly noted: () => Promise<Noted>
  /** Data of what was noted of a kind. */
  readonly notesOf: (kind: string) => Promise<unknown[]>
}

/** Builds the application and starts a server of it for the tests of a suite. */
export function visitNextAuth(edition: Edition, variant: Variant = 'sealed'): NextAuthVisit {
  let folder: string
  let provider: IdentityProvider
  let server: RunningServer
  beforeAll(async () => {
    folder = await buildNextAuth(edition)
    const ports = await variantPorts()
    provider = await startIdentityProvider({ redirectUris: callbackUrls(ports) })
    server = await startNextAuth(folder, { variant, port: ports[variant], issuer: provider.issuer })
  })
  afterAll(async () => {
    await server?.close()
    await provider?.close()
  })
  const visit = visitSite(() => server.url)
  beforeEach(async () => {
    await visit.context.request.delete('/api/notes')
  })

  const noted = async (): Promise<Noted> =>
    (await (await fetch(`${server.url}/api/notes`)).json()) as Noted
  return {
    get folder() {
      return folder
    },
    get server() {
      return server
    },
    get issuer() {
      return provider.issuer
    },
    get context() {
      return visit.context
    },
    open: visit.open,
    async get(path, headers = {}) {
      return (await visit.context.request.get(path, { headers })).json()
    },
    noted,
    notesOf: async (kind) =>
      (await noted()).notes.filter((note) => note.kind === kind).map(({ data }) => data),
  }
}
