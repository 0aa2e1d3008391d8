/**
 * What the demos keep between starts: a secret, and a database. To start afresh, delete the folder.
 *
 * There is one for all of them: cookies of `localhost` know no ports, so whoever signs in to one demo is
 * signed in to the others too, as in applications below one domain.
 *
 * @module
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** Where it is. */
export const dataFolder: string = join(import.meta.dirname, '..', '.data')

/** Makes the folder, for whoever runs the demo alone: the secret in it opens every session. */
export async function makeDataFolder(): Promise<void> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
}

/**
 * Path of the database, which need not be there yet.
 *
 * `DEMO_DATABASE` names another, from where the command was given, or `:memory:`.
 */
export async function keepDatabase(): Promise<string> {
  const named = process.env['DEMO_DATABASE']
  if (named === ':memory:') return named
  if (named) return resolve(process.env['INIT_CWD'] ?? '', named)
  await makeDataFolder()
  return join(dataFolder, 'people.db')
}
