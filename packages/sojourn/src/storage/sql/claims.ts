/**
 * Claims, and what has to be remembered after sessions have ended, in one table of keys.
 *
 * - `claim:…` somebody took a key.
 * - `was:<public id>` there was such a session. Kept until it would have ended by itself, so that a
 *   copy of it that is sealed in a cookie is not adopted. Written when a row is deleted: while the row is
 *   there, it says so itself.
 * - `count:…` how often something was tried; see `attempts.ts`.
 * - `gone:<user id>` when a person's password was taken away. Kept for a day, longer than any sign-in that
 *   began before.
 * - `ended:<user id>` when all sessions of a person were ended, or the person was deleted. Kept for ever:
 *   nobody here knows how long a cookie may live, and a database may give the id to another person.
 *
 * @module
 */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

import type { Script, Statement } from './database.ts'
import { prepared } from './compile.ts'
import { tableNames } from './found-tables.ts'
import { spelledId } from './id-form.ts'
import type { IdForm } from './id-form.ts'
import type { Schema } from './schema.ts'

const table = tableNames.claims
const forever = Number.MAX_SAFE_INTEGER
const day = 24 * 60 * 60 * 1000
// SQLite takes 32,766 values in a statement; each row has three.
const rowsAtOnce = 1000

/** Statements about claims and marks. */
export interface Claims {
  readonly claim: (key: string, expiresAt: number, now: number) => Script<boolean>
  /** Remembers that sessions were there. */
  readonly markEnded: (
    sessions: readonly { readonly id: string; readonly expiresAt: number }[],
  ) => Script<void>
  /** Remembers when all of a person's sessions were ended. */
  readonly markAllEnded: (userId: string, now: number) => Statement
  /** Remembers when a person's password was taken away, or would have been if there had been one. */
  readonly markPasswordGone: (userId: string, now: number) => Statement
  /** Whether all sessions of a person were ended at an instant or later. */
  readonly haveAllEnded: (userId: string, since: number) => Script<boolean>
  /** Whether a session has had its time: it was there, or all of its person's were ended. */
  readonly hasEnded: (id: string, userId: string, issuedAt: number) => Script<boolean>
}

/** Makes the statements of a schema. */
export function claimStatements({ dialect, userId: form }: Schema): Claims {
  const { builder } = dialect
  const greatest = sql.raw(dialect.greatest)

  const take = prepared<{ key: string; expiresAt: number; now: number }>((values) =>
    builder
      .insertInto(table)
      .values({ key: values.key, value: null, expiresAt: values.expiresAt })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({ expiresAt: values.expiresAt })
          .where(`${table}.expiresAt`, '<=', values.now),
      ),
  )
  const marks = prepared<{ was: string; ended: string }>((values) =>
    builder
      .selectFrom(table)
      .select(['key', 'value'])
      .where('key', 'in', [values.was, values.ended]),
  )
  const readMark = prepared<{ key: string }>((values) =>
    builder.selectFrom(table).select('value').where('key', '=', values.key),
  )
  /** Remembers the latest instant under a key. */
  const mark = (key: string, value: number, expiresAt: number): Statement => {
    const later = (name: string): RawBuilder<unknown> =>
      sql`${greatest}(${sql.ref(`${table}.${name}`)}, ${sql.ref(`excluded.${name}`)})`
    return builder
      .insertInto(table)
      .values({ key, value, expiresAt })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({ value: later('value'), expiresAt: later('expiresAt') }),
      )
      .compile()
  }
  const endedKey = (userId: string): string => `ended:${spelledId(form, userId)}`

  return {
    *claim(key, expiresAt, now) {
      const { changes } = yield take({ key: `claim:${key}`, expiresAt, now })
      return changes > 0
    },
    *markEnded(sessions) {
      for (let from = 0; from < sessions.length; from += rowsAtOnce) {
        yield builder
          .insertInto(table)
          .values(
            sessions
              .slice(from, from + rowsAtOnce)
              .map(({ id, expiresAt }) => ({ key: `was:${id}`, value: null, expiresAt })),
          )
          .onConflict((conflict) => conflict.column('key').doNothing())
          .compile()
      }
    },
    markAllEnded: (userId, now) => mark(endedKey(userId), now, forever),
    markPasswordGone: (userId, now) => mark(passwordGoneKey(form, userId), now, now + day),
    *haveAllEnded(userId, since) {
      const { rows } = yield readMark({ key: endedKey(userId) })
      return rows.some(({ value }) => Number(value) >= since)
    },
    *hasEnded(id, userId, issuedAt) {
      const ended = endedKey(userId)
      const { rows } = yield marks({ was: `was:${id}`, ended })
      return rows.some((row) => row['key'] !== ended || Number(row['value']) >= issuedAt)
    },
  }
}

/** The key of the mark that a person's password was taken away. */
export function passwordGoneKey(form: IdForm, userId: string): string {
  return `gone:${spelledId(form, userId)}`
}
