/**
 * What the tests of NuxtAuth's applications have in common: a server of one, and a visitor for each test.
 *
 * @module
 */
import { afterAll, beforeAll } from 'vitest'
import { buildNuxtAuth, type NuxtAuthBuild, startNuxtAuth } from './nuxt-auth-applications.ts'
import type { RunningServer } from './server.ts'
import { type Visit, visitSite } from './visit.ts'

/** What a test gets. */
export interface NuxtAuthVisit extends Visit {
  readonly server: RunningServer
}

/** Builds and starts an application for the tests of a suite. */
export function visitNuxtAuth(
  build: NuxtAuthBuild,
  environment?: Record<string, string>,
): NuxtAuthVisit {
  let server: RunningServer
  beforeAll(async () => {
    server = await startNuxtAuth(await buildNuxtAuth(build), environment)
  })
  afterAll(() => server?.close())
  const visit = visitSite(() => server.url)
  return {
    get server() {
      return server
    },
    get context() {
      return visit.context
    },
    open: visit.open,
  }
}
