/**
 * Visits: a browser of its own for each test of a suite, and what people do on the pages of applications that are
 * written for what we replace.
 *
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { hydrated, launchBrowser, openPage, type VisitedPage } from './visitor.ts'

/** What each test gets; its members are there once it runs. */
export interface Visit {
  readonly context: BrowserContext
  /** Opens a page in a new tab and waits until it works. Default: the start page. */
  readonly open: (path?: string) => Promise<VisitedPage>
}

/**
 * Gives each test of a suite a browser of its own.
 *
 * @param origin Of the server that the suite has started before.
 */
export function visitSite(origin: () => string): Visit {
  let browser: Browser
  let context: BrowserContext
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    context = await browser.newContext({ baseURL: origin() })
  })
  afterEach(() => context.close())
  return {
    get context() {
      return context
    },
    async open(path = '/') {
      const page = await openPage(context)
      await page.goto(path)
      await hydrated(page)
      return page
    },
  }
}

/** Chooses a person on the page of the identity provider, once the browser is there. */
export async function choosePerson(page: Page, person: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(person) }).click()
}

/** Waits until a page is at a path, whatever its query. */
export async function arrive(page: Page, path: string): Promise<void> {
  await page.waitForURL((url) => url.pathname === path)
}

/** Clicks a button and reads what came of it, once something has. */
export async function outcomeOf(page: Page, button: string): Promise<string> {
  await page.getByTestId(button).click()
  const outcome = page.getByTestId('outcome')
  await outcome.filter({ hasText: /[^…\s]/ }).waitFor()
  return (await outcome.textContent()) ?? ''
}

/** Texts of elements, once each is as expected; what they are instead, after some seconds. */
export async function textsOf<T extends string>(
  page: Page,
  expected: Record<T, string>,
): Promise<Record<T, string>> {
  const texts = Object.entries<string>(expected).map(async ([testId, text]) => {
    // Also of an element without text, which no browser calls visible.
    const element = page.locator(`[data-testid="${testId}"]`).first()
    const deadline = Date.now() + 5000
    for (;;) {
      const [now = '(absent)'] = await element.allTextContents()
      if (now.trim() === text || Date.now() > deadline) return [testId, now.trim()]
      await sleep(50)
    }
  })
  return Object.fromEntries(await Promise.all(texts)) as Record<T, string>
}
