/**
 * Finding out which file a storage would open.
 *
 * A storage of the application opens its file to write: that would make the file, or switch one that is
 * there to WAL. So it gets no SQLite from Node while it is asked; what it wanted to open is opened to be
 * read, by others.
 *
 * @module
 */
import { resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

/**
 * Does something in which no SQLite file is opened.
 *
 * @returns What the work returned, or the file that it could not do without, as an absolute path.
 */
export async function withoutOpening<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T } | { readonly file: string }> {
  const original = process.getBuiltinModule.bind(process)
  const sqlite = process.getBuiltinModule('node:sqlite')
  let file: string | undefined
  // With `new`, whatever object is returned is the result.
  function open(path: string, options: object): DatabaseSync {
    if (path === ':memory:') return new sqlite.DatabaseSync(path, options)
    file = resolve(path)
    throw new Error(`${file} is not opened here.`)
  }
  const standIn = (name: string): unknown =>
    // Where Node has none, the storage is to say so itself.
    name === 'node:sqlite' && sqlite ? { DatabaseSync: open } : original(name)
  process.getBuiltinModule = standIn as typeof process.getBuiltinModule
  try {
    return { result: await work() }
  } catch (error) {
    if (file !== undefined) return { file }
    throw error
  } finally {
    process.getBuiltinModule = original
  }
}
