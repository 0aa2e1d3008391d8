/**
 * A person with a browser: pages that note what no page of ours may do.
 *
 * @module
 */
import type { Demo } from 'example-demo/start'
import {
  type APIResponse,
  type Browser,
  type BrowserContext,
  type Cookie,
  chromium,
  type Page,
} from 'playwright-core'
import { inject } from 'vitest'

export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args } = inject('browser')
  return chromium.launch({ executablePath, args })
}

/** What a page did. */
export interface Observed {
  /** Requests for the session. */
  readonly sessionRequests: string[]
  /** Errors and warnings on the console, and uncaught exceptions. */
  readonly complaints: string[]
}

/** A page that is observed. */
export type VisitedPage = Page & { readonly observed: Observed }

/** Opens a page whose requests and complaints are noted from the start. */
export async function openPage(context: BrowserContext): Promise<VisitedPage> {
  const page = await context.newPage()
  const observed: Observed = { sessionRequests: [], complaints: [] }
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('/api/auth/session')) {
      observed.sessionRequests.push(`${request.method()} ${request.url()}`)
    }
  })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) observed.complaints.push(message.text())
  })
  page.on('pageerror', (error) => observed.complaints.push(String(error)))
  return Object.assign(page, { observed })
}

/** Signs in at the identity provider, from wherever its button is. */
export async function signInAtProvider(page: Page, demo: Demo, person: string): Promise<void> {
  await page.getByTestId('sign-in-harbour').click()
  await page.waitForURL(`${demo.issuer}/**`)
  await page.getByRole('button', { name: new RegExp(person) }).click()
  await page.waitForURL(`${demo.url}/**`)
}

/** Signs in on the sign-in page of a demo. */
export async function signInWithPassword(
  page: Page,
  email: string,
  password: string,
): Promise<void> {
  await page.getByTestId('credentials-email').fill(email)
  await page.getByTestId('credentials-password').fill(password)
  await page.getByTestId('credentials-submit').click()
}

/** Whom somebody says to be who signs up. */
export interface Applicant {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** Signs up on the page for it, and is led to the start page. */
export async function signUp(page: Page, { name, email, password }: Applicant): Promise<void> {
  await page.goto('/join')
  await hydrated(page)
  await page.getByTestId('join-name').fill(name)
  await page.getByTestId('join-email').fill(email)
  await page.getByTestId('join-password').fill(password)
  await page.getByTestId('join-submit').click()
}

/** Somebody comes back to a page, as far as it can tell. */
export async function focus(page: Page): Promise<void> {
  await page.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  )
}

/** Whether a cookie of a browser is (a part of) its session. */
export function isSessionCookie({ name }: Pick<Cookie, 'name'>): boolean {
  return name.includes('session-token')
}

/** Text of an element, once it is the expected one; what it is instead, after some seconds. */
export async function textOf(page: Page, testId: string, expected: string): Promise<string> {
  const element = page.getByTestId(testId).first()
  const wanted = element.filter({ hasText: expected })
  await wanted.waitFor({ timeout: 10_000 }).catch(() => undefined)
  return (await element.textContent({ timeout: 1000 }).catch(() => '(absent)'))?.trim() ?? ''
}

/**
 * Waits until the page can be used with JavaScript.
 *
 * Vue says so on its root. React says so nowhere: what it has hydrated bears its mark, so everything that
 * a test could use must.
 */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const vue = document.querySelector('#__nuxt')
    if (vue) return '__vue_app__' in vue && vue.__vue_app__ !== undefined
    const elements = [...document.querySelectorAll('[data-testid]')]
    return (
      elements.length > 0 &&
      elements.every((element) =>
        Object.keys(element).some((key) => key.startsWith('__reactProps$')),
      )
    )
  })
}

/** The session cookies that a response sets. */
export function sessionCookies(response: APIResponse): string[] {
  return response
    .headersArray()
    .filter(({ name, value }) => /^set-cookie$/i.test(name) && value.includes('session-token'))
    .map(({ value }) => value)
}
