/**
 * What the tests of the application for NextAuth v4 have in common: its servers, a browser, and a visitor for
 * each test.
 *
 * @module
 */
import { type IdentityProvider, startIdentityProvider } from 'example-identity-provider'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Edition } from './editions.ts'
import {
  buildNextAuth,
  callbackUrls,
  startNextAuth,
  type Variant,
  variantPorts,
} from './next-auth-applications.ts'
import type { RunningServer } from './server.ts'
import { hydrated, launchBrowser, openPage, type VisitedPage } from './visitor.ts'

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

/** What a test gets; each member is there once it runs. */
export interface NextAuthVisit {
  readonly folder: string
  readonly server: RunningServer
  readonly issuer: string
  readonly context: BrowserContext
  /** Opens a page and waits until it works. */
  readonly open: (path: string) => Promise<VisitedPage>
  /** Asks an address with the visitor's cookies, for JSON. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<unknown>
  readonly noted: () => Promise<Noted>
  /** Data of what was noted of a kind. */
  readonly notesOf: (kind: string) => Promise<unknown[]>
}

/** Builds the application and starts a server of it for the tests of a suite. */
export function visitNextAuth(edition: Edition, variant: Variant = 'sealed'): NextAuthVisit {
  let folder = ''
  let browser: Browser | undefined
  let server: RunningServer | undefined
  let provider: IdentityProvider | undefined
  let context: BrowserContext | undefined
  beforeAll(async () => {
    folder = await buildNextAuth(edition)
    const ports = await variantPorts()
    provider = await startIdentityProvider({ redirectUris: callbackUrls(ports) })
    server = await startNextAuth(folder, { variant, port: ports[variant], issuer: provider.issuer })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await provider?.close()
  })
  beforeEach(async () => {
    context = await browser?.newContext({ baseURL: server?.url ?? '' })
    await context?.request.delete('/api/notes')
  })
  afterEach(async () => {
    await context?.close()
  })

  const noted = async (): Promise<Noted> =>
    (await (await fetch(`${there(server).url}/api/notes`)).json()) as Noted
  return {
    get folder() {
      return folder
    },
    get server() {
      return there(server)
    },
    get issuer() {
      return there(provider).issuer
    },
    get context() {
      return there(context)
    },
    async open(path) {
      const page = await openPage(there(context))
      await page.goto(path)
      await hydrated(page)
      return page
    },
    async get(path, headers = {}) {
      return (await there(context).request.get(path, { headers })).json()
    },
    noted,
    notesOf: async (kind) =>
      (await noted()).notes.filter((note) => note.kind === kind).map(({ data }) => data),
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Only a test may ask for that.')
  return value
}

/** Chooses a person on the page of the identity provider, once the browser is there. */
export async function choosePerson(page: Page, person: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(person) }).click()
}
