/**
 * Before the tests of React components run on React 18: it is installed where the application for Next 14 has it.
 *
 * @module
 */
import { fileURLToPath } from 'node:url'
import { installDependencies } from '../../../../e2e/src/install-dependencies.ts'

export async function setup(): Promise<void> {
  await installDependencies(fileURLToPath(new URL('../../../../e2e/next-14', import.meta.url)))
}
