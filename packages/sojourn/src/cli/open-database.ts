/**
 * Opening a database, and saying in plain words why that fails.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { SqlStorage } from '../storage/sql/index.ts'
import { addressTrouble, databaseName, sqliteFile } from './database-url.ts'
import { redact } from './redact.ts'
import type { Trouble } from './trouble.ts'
import { isInRange } from './version-range.ts'

/** Seconds until a server that does not answer is given up. */
const patience = 10

/**
 * Opens a database, does something with it, and closes it.
 *
 * @param access What the work does. A file that is only read is neither made nor changed by opening it.
 * @returns What the work returned, or why there is nothing.
 */
export async function withDatabase<T>(
  url: string,
  access: 'read' | 'write',
  work: (storage: SqlStorage) => Promise<T>,
): Promise<{ readonly result: T } | { readonly trouble: Trouble }> {
  const refused = addressTrouble(url)
  if (refused) return { trouble: refused }
  const close: (() => void | Promise<void>)[] = []
  try {
    const { sqlStorage } = await import('../storage/sql/index.ts')
    const source = access === 'read' ? await toRead(url) : url
    if (typeof source !== 'string') close.push(() => source.sqlite.close())
    const storage = sqlStorage(source)
    close.unshift(async () => storage.close())
    return { result: await work(storage) }
  } catch (error) {
    return { trouble: explain(error, url) }
  } finally {
    // What was found out counts, however closing goes.
    for (const step of close)
      await Promise.resolve()
        .then(step)
        .catch(() => undefined)
  }
}

async function toRead(url: string): Promise<string | { readonly sqlite: DatabaseSync }> {
  const file = sqliteFile(url)
  if (file === undefined) return url
  const { DatabaseSync } = await import('node:sqlite')
  return { sqlite: new DatabaseSync(undisturbed(file), { readOnly: true, timeout: 5000 }) }
}

/**
 * A file in WAL mode gets two more beside it when it is opened to be read, which then belong to whoever
 * runs this command, and may be closed to the application. Not so if it is said that nobody writes.
 */
function undisturbed(file: string): string | URL {
  const isInUse = ['-wal', '-journal'].some((ending) => existsSync(file + ending))
  if (isInUse || !isInRange(process.versions.node, '>=22.15')) return file
  const url = pathToFileURL(file)
  url.search = 'immutable=1'
  return url
}

/** Gives up on an answer that does not come. */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error('No answer.'), { code: 'ETIMEDOUT' })
    timer = setTimeout(() => reject(error), patience * 1000)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Why something with a database failed.
 *
 * @param url Of the database, if it is known.
 */
export function explain(error: unknown, url = ''): Trouble {
  const name = url === '' ? 'The database' : databaseName(url)
  const file = sqliteFile(url)
  const deepest = rootOf(error)
  const trouble = known[deepest.code]
  if (trouble) return { text: `${name}: ${trouble.text}`, mend: trouble.mend }
  if (file !== undefined && !existsSync(dirname(file))) {
    return { text: `${name}: the folder of the file is not there.`, mend: 'Make the folder.' }
  }
  return {
    text: `${name}: ${redact(deepest.message)}`,
    // What has a code comes from a driver. The storage says itself what to do.
    mend:
      deepest.code === ''
        ? 'Mend that, and run this again.'
        : 'Look at the URL and at the log of the database.',
  }
}

const known: Readonly<Record<string, Trouble>> = {
  ECONNREFUSED: {
    text: 'nothing answers there.',
    mend: 'Start the database server, or correct host and port of the URL.',
  },
  ENOTFOUND: { text: 'there is no such host.', mend: 'Correct the host of the URL.' },
  EAI_AGAIN: { text: 'the name of the host cannot be looked up.', mend: 'Look at the network.' },
  ETIMEDOUT: {
    text: `no answer within ${patience} seconds.`,
    mend: 'Look at the network and its firewalls, and whether the server is overloaded.',
  },
  '28P01': {
    text: 'the user or the password is refused.',
    mend: 'Correct them in the URL. Characters such as @ and / in a password are written as %40 and %2F.',
  },
  '28000': { text: 'the user is refused.', mend: 'Correct the user, or allow it in pg_hba.conf.' },
  '3D000': {
    text: 'there is no database of this name on the server.',
    mend: 'Create it (CREATE DATABASE), or correct the name in the URL.',
  },
  '42501': {
    text: 'the user may not do this.',
    mend: 'Grant the rights, or name a user who has them.',
  },
  ERR_UNKNOWN_BUILTIN_MODULE: {
    text: 'this Node has no node:sqlite.',
    mend: 'Install Node 22.13 or later, or use PostgreSQL.',
  },
  ERR_MODULE_NOT_FOUND: {
    text: 'the driver is not installed.',
    mend: 'npm install pg',
  },
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What went wrong at first: below causes, and the first of several. */
function rootOf(error: unknown): { code: string; message: string } {
  let root: unknown = error
  while (root instanceof Error) {
    const deeper: unknown = root instanceof AggregateError ? root.errors[0] : root.cause
    if (!(deeper instanceof Error)) break
    root = deeper
  }
  const { code } = Object(root) as { code?: unknown }
  return { code: typeof code === 'string' ? code : '', message: messageOf(root) }
}
