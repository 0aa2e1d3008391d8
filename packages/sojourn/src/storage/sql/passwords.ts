/**
 * Statements about passwords' hashes, which have a table of their own: further columns of people are
 * given to callbacks, and a hash must not be.
 *
 * @module
 */
import type { AtomicStorage } from '../../core/storage.ts'
import { prepared } from './compile.ts'
import type { Script, Statement } from './database.ts'
import { tableNames } from './found-tables.ts'
import { isId } from './id-form.ts'
import type { Schema } from './schema.ts'
import type { Sessions } from './sessions.ts'

const table = tableNames.passwords

/** Statements about passwords. */
export interface Passwords {
  readonly read: (userId: string) => Script<string | null>
  readonly set: (
    userId: string,
    change: Parameters<AtomicStorage['setPasswordHash']>[1],
  ) => Script<boolean>
  readonly forget: (userId: string) => Statement
}

/** Makes the statements of a schema. */
export function passwordStatements(
  { dialect, userId: form }: Schema,
  sessions: Sessions,
): Passwords {
  const { builder } = dialect
  const readHash = prepared<{ userId: string }>((values) =>
    builder.selectFrom(table).select('hash').where('userId', '=', values.userId),
  )

  return {
    *read(userId) {
      if (!isId(form, userId)) return null
      const hash = (yield readHash({ userId })).rows[0]?.['hash']
      return typeof hash === 'string' ? hash : null
    },

    *set(userId, { hash, expected, ends }) {
      if (!(yield* sessions.lockUser(userId))) return false
      // The same password hashed anew was not changed.
      const changed = ends === null ? {} : { changedAt: ends.now }
      const { changes } =
        expected === null
          ? yield builder
              .insertInto(table)
              .values({ userId, hash, ...changed })
              .onConflict((conflict) => conflict.column('userId').doNothing())
              .compile()
          : yield builder
              .updateTable(table)
              .set({ hash, ...changed })
              .where('userId', '=', userId)
              .where('hash', '=', expected)
              .compile()
      if (changes === 0) return false
      if (ends !== null) yield* sessions.endAll(userId, ends)
      return true
    },

    forget: (userId) => builder.deleteFrom(table).where('userId', '=', userId).compile(),
  }
}
