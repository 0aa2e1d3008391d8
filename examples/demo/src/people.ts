/**
 * The people of the demos, their passwords and their sessions: the server's side.
 *
 * All of it is in one SQLite file, which both demos share: a session begun in one is valid in the other,
 * and listed there. Where Node has no `node:sqlite`, each demo has its own in memory.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import { AuthError, type AtomicStorage } from 'sojourn'
import { createPasswords, type Passwords } from 'sojourn/passwords'
import { memoryStorage } from 'sojourn/storage/memory'
import { sqlStorage } from 'sojourn/storage/sql'
import { passwords as knownPeople } from './passwords.ts'

interface People {
  readonly storage: AtomicStorage
  readonly passwords: Passwords
  readonly prepare: () => Promise<void>
}

type Sqlite = typeof import('node:sqlite')

const memory = ':memory:'

/** Of the process: a bundler may make several copies of this module, and memory must be one. */
const place: unique symbol = Symbol.for('example-demo.people')
const shared = globalThis as { [place]?: People }
const people = (shared[place] ??= openPeople())

/** Where people and sessions are kept. */
export const storage: AtomicStorage = people.storage

/** The passwords of the people in {@link storage}. */
export const passwords: Passwords = people.passwords

/**
 * Makes the tables and the first people, if they are not there, and writes a line about it. Before the
 * server answers anything.
 */
export const preparePeople: () => Promise<void> = people.prepare

/** Opens no file yet: a build loads this, too, and must leave nothing behind. */
function openPeople(): People {
  const path = process.env['DEMO_DATABASE'] || memory
  // Asked for by name, because an import that is in vain would keep the demo from starting.
  const sqlite: Sqlite | undefined = process.getBuiltinModule('node:sqlite')
  if (sqlite === undefined) {
    const storage = memoryStorage()
    const passwords = createPasswords(storage)
    const why = `this Node (${process.version}) has no node:sqlite, which comes with 22.13`
    return {
      storage,
      passwords,
      async prepare() {
        await addKnownPeople(storage, passwords)
        tell(`in memory, because ${why}. They are gone when the demo stops.`)
      },
    }
  }

  const storage = sqlStorage(path)
  const passwords = createPasswords(storage)
  return {
    storage,
    passwords,
    async prepare() {
      const isNew = path === memory || !existsSync(path)
      await storage.migrate()
      await addKnownPeople(storage, passwords)
      tell(`${path} (${isNew ? 'new' : countPeople(sqlite, path)})`)
    },
  }
}

/** Those who are not there yet. Two demos may start at once; then one of them is told so. */
async function addKnownPeople(storage: AtomicStorage, passwords: Passwords): Promise<void> {
  for (const person of knownPeople) {
    if (await storage.readUserByEmail(person.email)) continue
    await passwords.signUp(person).catch((error: unknown) => {
      if (!AuthError.is(error) || error.code !== 'email_taken') throw error
    })
  }
}

function countPeople(sqlite: Sqlite, path: string): string {
  const connection = new sqlite.DatabaseSync(path, { readOnly: true })
  try {
    const row = connection.prepare('select count(*) as people from users').get()
    return `${row?.['people']} people`
  } finally {
    connection.close()
  }
}

function tell(text: string): void {
  console.log(`  People and sessions: ${text}`)
}
