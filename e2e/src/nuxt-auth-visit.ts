/**
 * What the tests of NuxtAuth's applications have in common: a server of one, a browser, and a visitor for each test.
 *
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { buildNuxtAuth, type NuxtAuthBuild, startNuxtAuth } from './nuxt-auth-applications.ts'
import type { RunningServer } from './server.ts'
import { hydrated, launchBrowser, openPage, type VisitedPage } from './visitor.ts'

/** What a test gets; each member is there once it runs. */
export interface NuxtAuthVisit {
  readonly server: RunningServer
  readonly context: BrowserContext
  /** Opens a page and waits until it works. */
  readonly open: (path: string) => Promise<VisitedPage>
}

/** Builds and starts an application for the tests of a suite. */
export function visitNuxtAuth(
  build: NuxtAuthBuild,
  environment?: Record<string, string>,
): NuxtAuthVisit {
  let browser: Browser | undefined
  let server: RunningServer | undefined
  let context: BrowserContext | undefined
  beforeAll(async () => {
    const folder = await buildNuxtAuth(build)
    server = await startNuxtAuth(folder, environment)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(async () => {
    context = await browser?.newContext({ baseURL: server?.url ?? '' })
  })
  afterEach(async () => {
    await context?.close()
  })
  return {
    get server() {
      return there(server)
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
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Only a test may ask for that.')
  return value
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
