/**
 * Before the tests: the package is packed, the applications are built with it, a browser is found.
 *
 * @module
 */
import type { TestProject } from 'vitest/node'
import { buildNuxtApplication, packPackage } from './applications.ts'
import { findBrowser } from './browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built Nuxt demo. */
    demo: string
    /** Folder of the built application on Nuxt 3. */
    nuxt3: string
    browser: { executablePath: string; args: string[] }
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const tarball = await packPackage()
  project.provide('browser', await findBrowser())
  project.provide('nuxt3', await buildNuxtApplication('e2e/nuxt-3', tarball))
  project.provide('demo', await buildNuxtApplication('examples/nuxt', tarball))
}
