/**
 * Counts of attempts, in the table of claims.
 *
 * @module
 */
import { sql } from 'kysely'

import type { Attempts, AtomicStorage } from '../../core/storage.ts'
import { prepared } from './compile.ts'
import type { Script } from './database.ts'
import { tableNames } from './found-tables.ts'
import type { Schema } from './schema.ts'

const table = tableNames.claims

/** Statements about counts. */
export interface AttemptCounts {
  readonly count: (
    key: string,
    window: Parameters<AtomicStorage['countAttempt']>[1],
  ) => Script<Attempts>
  readonly takeBack: (key: string) => Script<void>
  readonly forget: (keys: readonly string[]) => Script<void>
}

/** Makes the statements of a schema. */
export function attemptStatements({ dialect: { builder } }: Schema): AttemptCounts {
  const value = sql.ref(`${table}.value`)
  const expiresAt = sql.ref(`${table}.expiresAt`)

  // One statement, so that all who ask at once get numbers of their own.
  const add = prepared<{ key: string; now: number; endsAt: number }>((values) => {
    const isOpen = sql`${expiresAt} > ${values.now}`
    return builder
      .insertInto(table)
      .values({ key: values.key, value: 1, expiresAt: values.endsAt })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          value: sql`case when ${isOpen} then ${value} + 1 else 1 end`,
          expiresAt: sql`case when ${isOpen} then ${expiresAt} else ${sql.ref('excluded.expiresAt')} end`,
        }),
      )
      .returning(['value', 'expiresAt'])
  })

  const less = prepared<{ key: string }>(({ key }) =>
    builder
      .updateTable(table)
      .set({ value: sql`${value} - 1` })
      .where('key', '=', key)
      .where('value', '>', 0),
  )

  return {
    *count(key, window) {
      const { rows } = yield add({ key: keyOf(key), ...window })
      return { count: Number(rows[0]?.['value']), endsAt: Number(rows[0]?.['expiresAt']) }
    },
    *takeBack(key) {
      yield less({ key: keyOf(key) })
    },
    *forget(keys) {
      if (keys.length === 0) return
      yield builder.deleteFrom(table).where('key', 'in', keys.map(keyOf)).compile()
    },
  }
}

function keyOf(key: string): string {
  return `count:${key}`
}
