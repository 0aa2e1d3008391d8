/**
 * People on the page of `react-contract/`.
 *
 * @module
 */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import {
  buildContract,
  type ContractServer,
  type ContractVariant,
  serveContract,
} from './react-contract.ts'
import { type Visit, visitSite } from './visit.ts'
import { textOf, type VisitedPage } from './visitor.ts'

/** What a test gets. What an address does, `react-contract/page.tsx` says. */
export interface ContractVisit extends Visit {
  readonly server: ContractServer
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
  beforeAll(async () => {
    server = await serveContract(await buildContract(variant), environment)
  })
  afterAll(() => server?.stop())
  const visit = visitSite(() => server.url)
  beforeEach(async () => {
    await server.control('fault')
  })
  afterEach(async () => {
    if (!server.isRunning()) await server.start()
  })
  return {
    get server() {
      return server
    },
    get context() {
      return visit.context
    },
    open: visit.open,
    async signIn() {
      const page = await visit.open()
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
