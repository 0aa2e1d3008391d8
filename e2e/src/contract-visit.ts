/**
 * People on the page of `react-contract/`.
 *
 * @module
 */
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import {
  buildContract,
  type ContractServer,
  type ContractVariant,
  serveContract,
} from './react-contract.ts'
import { hydrated, launchBrowser, openPage, textOf, type VisitedPage } from './visitor.ts'

/** What the tests of one file share. */
export interface ContractVisit {
  readonly server: ContractServer
  /** A browser of its own for each test. */
  readonly context: BrowserContext
  /** Opens the page in a new tab. The address says what it does: see `react-contract/page.tsx`. */
  readonly open: (path?: string) => Promise<VisitedPage>
  /** Signs in as Ada, in a tab that is closed again. */
  readonly signIn: () => Promise<void>
  /** What the engine was asked since this was last called, without what signs somebody in. */
  readonly asked: () => Promise<string[]>
}

/** Builds and serves the page for the tests of a file. */
export function visitContract(
  variant: ContractVariant,
  environment?: Record<string, string>,
): ContractVisit {
  let server: ContractServer
  let browser: Browser
  let context: BrowserContext

  beforeAll(async () => {
    const folder = await buildContract(variant)
    server = await serveContract(folder, environment)
    browser = await launchBrowser()
  })
  beforeEach(async () => {
    context = await browser.newContext({ baseURL: server.url })
    await server.control('fault')
  })
  afterEach(async () => {
    if (!server.isRunning()) await server.start()
    await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  async function open(path = '/'): Promise<VisitedPage> {
    const page = await openPage(context)
    await page.goto(path)
    await hydrated(page)
    return page
  }

  return {
    get server() {
      return server
    },
    get context() {
      return context
    },
    open,
    async signIn() {
      const page = await open()
      await page.getByTestId('sign-in').click()
      await textOf(page, 'name', 'Ada')
      await page.close()
      await server.control('asked')
    },
    async asked() {
      return (await server.control('asked')) as string[]
    },
  }
}

/** All texts that an element of a page has had since it was asked for, with when: by the clock of the machine. */
export async function watchText(page: VisitedPage, testId: string): Promise<void> {
  await page.evaluate((id) => {
    const seen: [string, number][] = []
    Object.assign(window, { seen })
    const element = document.querySelector(`[data-testid="${id}"]`)
    const note = (): void => void seen.push([element?.textContent ?? '', Date.now()])
    note()
    if (element) {
      new MutationObserver(note).observe(element, {
        characterData: true,
        childList: true,
        subtree: true,
      })
    }
  }, testId)
}

/** What {@link watchText} has noted. */
export async function textsSeen(page: VisitedPage): Promise<[text: string, at: number][]> {
  return page.evaluate(() => (window as unknown as { seen: [string, number][] }).seen)
}
