/**
 * Open pages for tests: tabs of a fake browser with a session client each, as it is when the page has settled.
 *
 * @module
 */
import * as changes from '../../src/client/changes.ts'
import * as presence from '../../src/client/presence.ts'
import { createSessionClient, type SessionClientOptions } from '../../src/client/session-client.ts'
import { createFakeBrowser } from './fake-browser.ts'
import { createFakeServer, sessionOf } from './fake-server.ts'

/** An hour, in milliseconds. */
export const hour = 3_600_000

/** Lets requests that nobody awaits come to their end. */
export function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

/** A browser, a server on which Ada is signed in for an hour, and a way to open pages. */
export function setUpPages() {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now)
  const ada = sessionOf('ada', browser.now() + hour)
  server.session = ada

  /** Opens a page whose first paint is over. Only then its first question is answered. */
  async function openPage(options: SessionClientOptions = {}) {
    const tab = browser.openTab()
    const client = createSessionClient(
      { environment: tab.environment, now: browser.now, fetch: server.fetch, ...options },
      async () => changes,
      async () => presence,
    )
    const statuses: string[] = []
    const leave = client.store.subscribe(() => statuses.push(client.store.get().status))
    client.start()
    await idle()
    browser.advance(2000)
    await idle()
    return { ...tab, client, leave, statuses, state: () => client.store.get() }
  }

  /** The session that a renewal makes: another hour from now. */
  function renewed() {
    return sessionOf('ada', browser.now() + server.skew + hour)
  }

  return { browser, server, ada, openPage, renewed }
}
