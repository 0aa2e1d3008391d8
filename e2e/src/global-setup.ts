/**
 * Before the tests: the package is packed, and a browser is found. Applications are built by the tests
 * that need them.
 *
 * @module
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { packPackage, workFolder } from './applications.ts'
import { findBrowser } from './browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder for packages that are packed during this run. */
    packed: string
    /** Path of the packed package. */
    tarball: string
    browser: { executablePath: string; args: string[] }
  }
}

const packed = join(workFolder, 'packed', String(process.pid))

/** Several projects of tests share what was packed for the first. */
let tarball: Promise<string> | undefined

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  tarball ??= packPackage('sojourn', packed)
  project.provide('packed', packed)
  project.provide('tarball', await tarball)
  project.provide('browser', await findBrowser())
  return async () => rm(packed, { recursive: true, force: true })
}
