/**
 * The files that Next and Nuxt read variables from while an application is developed.
 *
 * @module
 */
import { existsSync } from 'node:fs'

/**
 * Reads `.env.local` and `.env` of the working folder into the environment. What is set already stays.
 *
 * @returns The names of the files that are there.
 */
export function readEnvironmentFiles(): readonly string[] {
  const files = ['.env.local', '.env'].filter((file) => existsSync(file))
  for (const file of files) process.loadEnvFile(file)
  return files
}
