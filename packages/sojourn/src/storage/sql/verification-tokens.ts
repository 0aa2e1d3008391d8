/**
 * Statements about one-time secrets.
 *
 * @module
 */
import { sql } from 'kysely'

import type { VerificationToken } from '../../core/storage.ts'
import { programDefaults } from './column-value.ts'
import { prepared } from './compile.ts'
import type { Script } from './database.ts'
import type { Table } from './found-tables.ts'
import { isPossibleText } from './id-form.ts'
import { readInstant, selectInstant, writeInstant } from './instant-form.ts'
import type { Schema } from './schema.ts'

/** Statements about one-time secrets. */
export interface VerificationTokens {
  readonly create: (token: VerificationToken) => Script<void>
  readonly use: (identifier: string, token: string) => Script<VerificationToken | null>
}

/** Makes the statements of a schema. */
export function verificationTokenStatements(schema: Schema, table: Table): VerificationTokens {
  const { builder } = schema.dialect
  const form = schema.instants.tokenExpires
  const identifier = table.column('identifier')
  const token = table.column('token')
  const expires = table.column('expires')

  const take = prepared<{ identifier: string; token: string }>((values) =>
    builder
      .deleteFrom(table.name)
      .where(identifier, '=', values.identifier)
      .where(token, '=', values.token)
      .returning([sql.ref(token).as('token'), selectInstant(form, sql.id(expires)).as('expires')]),
  )

  return {
    *create(secret) {
      yield builder
        .insertInto(table.name)
        .values({
          ...programDefaults(table),
          [identifier]: secret.identifier,
          [token]: secret.token,
          [expires]: writeInstant(form, secret.expiresAt),
        })
        .compile()
    },

    *use(whom, secret) {
      if (!isPossibleText(schema.dialect, whom, secret)) return null
      const { rows } = yield take({ identifier: whom, token: secret })
      if (rows[0] === undefined) return null
      const expiresAt = readInstant(form, rows[0]['expires']) ?? 0
      return { identifier: whom, token: secret, expiresAt }
    },
  }
}
