/**
 * When somebody's password was changed or taken away, for sign-ins that are under way meanwhile.
 *
 * @module
 */
import { sql } from 'kysely'

import { passwordGoneKey } from './claims.ts'
import { prepared } from './compile.ts'
import type { Script } from './database.ts'
import { tableNames } from './found-tables.ts'
import type { Schema } from './schema.ts'

/** Makes what reads it; nothing, if it never was. */
export function passwordChanges({
  dialect: { builder },
  userId: form,
  claims,
}: Schema): (userId: string) => Script<readonly number[]> {
  const read = prepared<{ userId: string; gone: string }>((values) => {
    const changed = builder
      .selectFrom(tableNames.passwords)
      .select(sql.ref('changedAt').as('at'))
      .where('userId', '=', values.userId)
    if (!claims) return changed
    return changed.unionAll(
      builder
        .selectFrom(tableNames.claims)
        .select(sql.ref('value').as('at'))
        .where('key', '=', values.gone),
    )
  })
  return function* changesOf(userId) {
    const { rows } = yield read({ userId, gone: passwordGoneKey(form, userId) })
    return rows.flatMap(({ at }) => (at === null ? [] : [Number(at)]))
  }
}
