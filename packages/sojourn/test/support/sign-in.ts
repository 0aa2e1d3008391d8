/**
 * People who sign in to tests, by credentials that let everybody in under the name they give.
 *
 * @module
 */
import { credentials } from '../../src/providers/credentials.ts'
import type { AtomicStorage } from '../../src/core/storage.ts'
import type { Auth } from '../../src/server/index.ts'
import { createBrowser, type TestBrowser } from './browser.ts'

/** Whoever says their name is let in; `id` is theirs in the application, if they give one. */
export const openDoor = credentials({
  credentials: { name: { label: 'Name' } },
  authorize: ({ name = '', id, email }) =>
    name === '' ? null : { id, name, email: email ?? `${name.toLowerCase()}@example.com` },
})

/** Signs somebody in at {@link openDoor}. */
export async function signInAs(
  browser: TestBrowser,
  name: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const csrfToken = await browser.csrfToken()
  const form = { csrfToken, name, ...fields }
  return browser.post('/api/auth/callback/credentials', form, { headers })
}

/** A browser in which somebody has signed in at {@link openDoor}. */
export async function signedIn(
  auth: Pick<Auth, 'handle'>,
  name = 'Ada',
  headers?: Record<string, string>,
): Promise<TestBrowser> {
  const browser = createBrowser(auth)
  await signInAs(browser, name, {}, headers)
  return browser
}

/** Ends sessions of who is signed in: one by its id, the `others`, or `all`. */
export async function revoke(browser: TestBrowser, which: string): Promise<Response> {
  const csrfToken = await browser.csrfToken()
  return browser.post('/api/auth/sessions', { csrfToken, revoke: which }, { json: true })
}

/** Id of the person of an address. */
export async function idOf(storage: AtomicStorage, email: string): Promise<string> {
  const user = await storage.readUserByEmail(email)
  if (user === null) throw new Error(`Nobody has the address ${email}.`)
  return user.id
}
