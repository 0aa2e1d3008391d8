/**
 * Tells whether sources have changed, by what is in them: a fresh checkout touches every file and changes
 * none.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Digest of files, of their names, and of the Node that they are built with.
 *
 * @param paths Files, and folders with all that is in them. One that is not there counts as empty.
 */
export async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  for (const path of paths) {
    for (const file of await filesIn(path)) {
      // The lengths keep two files apart from one that holds both.
      const content = await readFile(file)
      hash.update(`${file.slice(path.length)}\n${content.length}\n`).update(content)
    }
  }
  return hash.digest('hex')
}

/** Every file below a path, or the path itself, in a stable order. */
async function filesIn(path: string): Promise<string[]> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats) return []
  if (stats.isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
