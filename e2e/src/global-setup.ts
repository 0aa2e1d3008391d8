/**
 * Before the tests: the package is packed, and a browser is found. Applications are built by the tests
 * that need them.
 *
 * @module
 */
import type { TestProject } from 'vitest/node'
import { packPackage } from './applications.ts'
import { findBrowser } from './browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the packed package. */
    tarball: string
    browser: { executablePath: string; args: string[] }
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('tarball', await packPackage())
  project.provide('browser', await findBrowser())
}
