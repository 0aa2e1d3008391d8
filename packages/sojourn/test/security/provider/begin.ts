/**
 * The way from an application to a provider, and to where that leads back.
 *
 * @module
 */
import type { TestBrowser } from '../../support/browser.ts'
import type { MaliciousIssuer } from '../../support/malicious-provider.ts'

/** Begins a sign-in at the provider `id`. Returns where the browser is sent. */
export async function ledTo(
  browser: TestBrowser,
  id = 'one',
  callbackUrl = '/account',
): Promise<string> {
  const csrfToken = await browser.csrfToken()
  const begun = await browser.post(`/api/auth/signin/${id}`, { csrfToken, callbackUrl })
  return begun.headers.get('location') ?? ''
}

/** Begins a sign-in, and has the provider agree. Returns the callback, which has not been called. */
export async function begin(
  browser: TestBrowser,
  at: MaliciousIssuer,
  id?: string,
  callbackUrl?: string,
): Promise<URL> {
  return at.authorize(await ledTo(browser, id, callbackUrl))
}
