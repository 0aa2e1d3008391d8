/**
 * When somebody's password was changed, for sign-ins that are under way meanwhile.
 *
 * @module
 */
import { prepared } from './compile.ts'
import type { Script } from './database.ts'
import { tableNames } from './found-tables.ts'
import type { Schema } from './schema.ts'

/** Makes what reads it; `null` if it never was. */
export function passwordChange({
  dialect,
}: Pick<Schema, 'dialect'>): (userId: string) => Script<number | null> {
  const read = prepared<{ userId: string }>((values) =>
    dialect.builder
      .selectFrom(tableNames.passwords)
      .select('changedAt')
      .where('userId', '=', values.userId),
  )
  return function* changedAt(userId) {
    const at = (yield read({ userId })).rows[0]?.['changedAt']
    return at === null || at === undefined ? null : Number(at)
  }
}
