/**
 * The files from which Next and Nuxt read variables.
 *
 * @module
 */
import { statSync } from 'node:fs'
import { readPackage, wantedBy } from './package-json.ts'

/**
 * Reads into the environment what the application in the working folder would be given. What is set already
 * stays, also by a file that comes before.
 *
 * @returns The names of the files that are there, the one that counts most first.
 */
export function readEnvironmentFiles(): readonly string[] {
  const isNuxt = 'nuxt' in wantedBy(readPackage('package.json'))
  const files = (isNuxt ? ['.env'] : filesOfNext()).filter(isThere)
  for (const file of files) process.loadEnvFile(file)
  return files
}

/** Next knows three modes. Where none is said, it is that of `next dev`. */
function filesOfNext(): readonly string[] {
  const known = ['production', 'test'].find((name) => name === process.env['NODE_ENV'])
  const mode = known ?? 'development'
  // Tests are to have the same result for everybody.
  const local = mode === 'test' ? [] : ['.env.local']
  return [`.env.${mode}.local`, ...local, `.env.${mode}`, '.env']
}

/** A folder of that name is passed over. */
function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === false
}
