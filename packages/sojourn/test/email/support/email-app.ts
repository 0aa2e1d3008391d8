/**
 * An application that signs people in by e-mail, with what it has sent, and a person who uses it.
 *
 * @module
 */
import type { EmailProvider, VerificationRequest } from '../../../src/core/email-provider.ts'
import type { AtomicStorage } from '../../../src/core/storage.ts'
import type { Auth, AuthConfig } from '../../../src/server/index.ts'
import { memoryStorage } from '../../../src/storage/memory.ts'
import { type FakeClock, fakeClock } from '../../../src/testing/index.ts'
import { createBrowser, origin, sessionCookies, type TestBrowser } from '../../support/browser.ts'
import { testAuth } from '../../support/test-auth.ts'

/** An engine, its storage, its clock, and what was sent. */
export interface EmailApp {
  readonly auth: Auth
  readonly storage: AtomicStorage
  readonly clock: FakeClock
  /** Oldest first. */
  readonly sent: VerificationRequest[]
  readonly browser: () => TestBrowser
}

/** Makes an application. Its provider `email` keeps what it would send. */
export function emailApp(
  provider: Partial<EmailProvider> = {},
  config: Partial<AuthConfig> & { readonly storage?: AtomicStorage } = {},
): EmailApp {
  const { storage = memoryStorage(), ...rest } = config
  const clock = fakeClock()
  const sent: VerificationRequest[] = []
  const auth = testAuth({
    adapter: storage,
    now: clock.now,
    providers: [
      {
        id: 'email',
        name: 'Email',
        type: 'email',
        sendVerificationRequest: (request) => sent.push(request),
        ...provider,
      },
    ],
    ...rest,
  })
  return { auth, storage, clock, sent, browser: () => createBrowser(auth) }
}

/** Asks for a link or a code, as the form of the sign-in page does. */
export async function ask(
  browser: TestBrowser,
  email: unknown,
  fields: Record<string, unknown> = {},
  options: { json?: boolean; provider?: string } = {},
): Promise<Response> {
  const { provider = 'email', json = false } = options
  const form = { csrfToken: await browser.csrfToken(), email, ...fields }
  return browser.post(`/api/auth/signin/${provider}`, form, { json })
}

/** The hidden fields of the form on a page. */
export async function hiddenFields(page: Response): Promise<Record<string, string>> {
  const text = (await page.text()).replaceAll(/\s+/g, ' ')
  const inputs = text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)
  const decode = (value: string): string =>
    value
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, decode(value)]))
}

/** Opens a link and presses the button. */
export async function follow(browser: TestBrowser, url: string): Promise<Response> {
  const { pathname, search } = new URL(url)
  const page = await browser.get(pathname + search)
  if (page.status !== 200) return page
  return browser.post(pathname, await hiddenFields(page))
}

/** Posts a link in a browser that has not opened it. */
export async function postLink(
  browser: TestBrowser,
  url: string,
  fields: Record<string, string> = {},
): Promise<Response> {
  const { pathname, searchParams } = new URL(url)
  const csrfToken = await browser.csrfToken()
  return browser.post(pathname, { ...Object.fromEntries(searchParams), csrfToken, ...fields })
}

/** Types a code in. */
export async function typeCode(
  browser: TestBrowser,
  code: string,
  options: { json?: boolean; provider?: string } = {},
): Promise<Response> {
  const { provider = 'email', json = false } = options
  const form = { csrfToken: await browser.csrfToken(), code, ...(json && { json: true }) }
  return browser.post(`/api/auth/callback/${provider}`, form, { json })
}

/** Where an answer leads, without the origin. */
export function leadsTo(response: Response): string {
  return (response.headers.get('location') ?? '').replace(origin, '')
}

/** The address of who is signed in; `undefined` if nobody is. */
export async function signedIn(browser: TestBrowser): Promise<unknown> {
  const { user } = (await browser.session()) as { user?: { email?: unknown } }
  return user?.email
}

/** Whether an answer begins a session. */
export function hasSession(response: Response): boolean {
  return sessionCookies(response).length > 0
}

/** The last of a list, which must have one. */
export function last<T>(list: readonly T[]): T {
  const found = list.at(-1)
  if (found === undefined) throw new Error('There is none.')
  return found
}
