/**
 * The secret that seals the sessions of the demos.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dataFolder, makeDataFolder } from './data-folder.ts'

const file = join(dataFolder, 'secret')
/** Where it was while there was one demo. */
const formerFile = join(import.meta.dirname, '..', '..', 'nuxt', '.data', 'secret')

/** Reads the secret of the last start, so that sign-ins survive this one; makes one the first time. */
export async function keepSecret(): Promise<string> {
  const kept = await readSecret(file)
  if (kept) return kept

  const secret = (await readSecret(formerFile)) ?? randomBytes(32).toString('base64url')
  await makeDataFolder()
  await writeFile(file, secret, { mode: 0o600 })
  return secret
}

async function readSecret(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.length >= 43 ? text : undefined
}
