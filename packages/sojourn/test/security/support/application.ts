/**
 * An application with every way to sign in, for the tables of attacks: credentials, a provider, a mailed link, a
 * mailed code; and what a test needs to walk through each.
 *
 * @module
 */
import type { AtomicStorage } from '../../../src/core/storage.ts'
import type { EmailProvider, VerificationRequest } from '../../../src/core/email-provider.ts'
import { credentials } from '../../../src/providers/credentials.ts'
import { type Auth, type AuthConfig, createAuth } from '../../../src/server/index.ts'
import { memoryStorage } from '../../../src/storage/memory.ts'
import type { FakeProvider } from '../../../src/testing/fake-provider.ts'
import { createBrowser, type TestBrowser } from '../../support/browser.ts'
import { secret } from '../../support/test-auth.ts'

/** Everybody who knows this gets in under the name they give. */
export const password = 'a password planted by the test'

/** Ada's address, by which links and codes are mailed. */
export const ada = 'ada@example.com'

/** What was mailed, newest last. */
export type Outbox = VerificationRequest[]

/** An application and what belongs to it. */
export interface AttackedApplication {
  readonly auth: Auth
  readonly storage: AtomicStorage
  readonly outbox: Outbox
  /** Credentials that `authorize` was asked about, in their order. */
  readonly authorized: Record<string, string>[]
}

/** Starts an application, with people in a storage and sessions in cookies unless `config` says otherwise. */
export function attackedApplication(
  config: Partial<AuthConfig> & {
    readonly provider?: FakeProvider | undefined
    readonly outbox?: Outbox
  } = {},
): AttackedApplication {
  const { provider, outbox = [], ...rest } = config
  const storesPeople = !('adapter' in config) || config.adapter !== undefined
  const storage = memoryStorage()
  const authorized: Record<string, string>[] = []
  const door = credentials({
    credentials: {
      name: { label: 'Name' },
      password: { label: 'Password', type: 'password' },
    },
    authorize: (entered) => {
      authorized.push(entered)
      const { name = '' } = entered
      return entered['password'] === password && name !== ''
        ? { id: name.toLowerCase(), name, email: `${name.toLowerCase()}@door.example` }
        : null
    },
  })
  const auth = createAuth({
    secret,
    adapter: storage,
    session: { strategy: 'jwt' },
    rateLimits: false,
    providers: [
      door,
      // Mails need a storage.
      ...(storesPeople ? [mail('link', outbox), { ...mail('code', outbox), code: true }] : []),
      ...(provider === undefined ? [] : [provider.config]),
    ],
    logger: { error: () => undefined, warn: () => undefined },
    ...rest,
  })
  return { auth, storage, outbox, authorized }
}

function mail(id: string, outbox: Outbox): EmailProvider {
  return {
    id,
    name: id,
    type: 'email',
    sendVerificationRequest: (message) => void outbox.push(message),
  }
}

/** Signs somebody in at the door. */
export async function enter(
  browser: TestBrowser,
  name = 'Ada',
  fields: Record<string, unknown> = {},
): Promise<Response> {
  const csrfToken = await browser.csrfToken()
  return browser.post('/api/auth/callback/credentials', { csrfToken, name, password, ...fields })
}

/** Has a link or a code mailed, and returns what was sent. */
export async function requestMail(
  { outbox }: AttackedApplication,
  browser: TestBrowser,
  provider: 'link' | 'code',
  email = ada,
  fields: Record<string, unknown> = {},
): Promise<VerificationRequest> {
  const csrfToken = await browser.csrfToken()
  const before = outbox.length
  const answer = await browser.post(`/api/auth/signin/${provider}`, { csrfToken, email, ...fields })
  const message = outbox[before]
  if (message === undefined) {
    throw new Error(`Nothing was mailed: ${answer.status} ${answer.headers.get('location')}`)
  }
  return message
}

/** Begins a sign-in at the provider, and follows it to where the provider sends the browser back. */
export async function beginAtProvider(
  browser: TestBrowser,
  fields: Record<string, unknown> = {},
  query = '',
): Promise<URL> {
  const csrfToken = await browser.csrfToken()
  const begun = await browser.post(`/api/auth/signin/fake${query}`, { csrfToken, ...fields })
  const answer = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '')
}

/** The browser comes back from the provider. */
export async function comeBack(browser: TestBrowser, callback: URL): Promise<Response> {
  return browser.get(callback.pathname + callback.search)
}

/** A new browser at an application. */
export function browserOf({ auth }: Pick<AttackedApplication, 'auth'>): TestBrowser {
  return createBrowser(auth)
}

/** A request as anybody can send it, with the address of its connection. */
export function rawRequest(
  url: string,
  init: RequestInit = {},
  address?: string,
): Request & { readonly address?: string | undefined } {
  return Object.assign(new Request(url, init), { address })
}
