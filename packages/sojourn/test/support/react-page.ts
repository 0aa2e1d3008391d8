/**
 * What tests of React share: a page with a browser and a server, and the roots that they render into.
 *
 * @module
 */
import { act } from 'react'
import type { Root } from 'react-dom/client'
import { afterEach, beforeAll } from 'vitest'
import type { SessionProviderProps } from '../../src/react/index.ts'
import { createFakeBrowser } from './fake-browser.ts'
import { createFakeServer, sessionOf } from './fake-server.ts'

const hour = 3_600_000

/** A tab, its server, and the props by which a provider uses them. */
export function setUpPage(basePath = '/api/auth') {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now, basePath)
  const tab = browser.openTab()
  const props: SessionProviderProps = {
    basePath,
    environment: tab.environment,
    now: browser.now,
    fetch: server.fetch,
  }
  const ada = sessionOf('ada', browser.now() + hour)
  const bob = sessionOf('bob', browser.now() + hour)
  return { browser, server, tab, props, ada, bob }
}

/** The roots of a test file: those in the list are unmounted after each test. */
export function useRoots(): Root[] {
  const roots: Root[] = []
  beforeAll(() => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  })
  afterEach(() => {
    act(() => {
      for (const root of roots.splice(0)) root.unmount()
    })
  })
  return roots
}

/** Lets requests that nobody awaits come to their end. */
export function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
