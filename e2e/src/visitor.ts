/**
 * A person with a browser: pages that note what no page of ours may do.
 *
 * @module
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
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

/** Text of an element, once it is the expected one; what it is instead, after some seconds. */
export async function textOf(page: Page, testId: string, expected: string): Promise<string> {
  const element = page.getByTestId(testId).first()
  const wanted = element.filter({ hasText: expected })
  await wanted.waitFor({ timeout: 10_000 }).catch(() => undefined)
  return (await element.textContent({ timeout: 1000 }).catch(() => '(absent)'))?.trim() ?? ''
}

/** Waits until the page can be used with JavaScript. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const root = document.querySelector('#__nuxt') as { __vue_app__?: unknown } | null
    return root?.__vue_app__ !== undefined
  })
}
