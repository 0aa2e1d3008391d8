/**
 * @auth/core 0.41 (Auth.js v5) with its Kysely adapter: `Auth()` for its session address.
 *
 * @module
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Auth } from '@auth/core'
import { KyselyAdapter } from '@auth/kysely-adapter'
import { Kysely, SqliteDialect } from 'kysely'
import type { Prepare } from '../../src/row.ts'
import { secret } from '../../src/sealed-request.ts'
import { requestsInTurns } from '../../src/stored/asked-sessions.ts'

export const prepare: Prepare = async () => {
  const database = new DatabaseSync(process.env['BENCH_AUTH_JS'] ?? '')
  const dialect = new SqliteDialect({
    database: {
      close: () => database.close(),
      prepare: (sql) => {
        const statement = database.prepare(sql)
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
          run: (parameters) => {
            const { changes, lastInsertRowid } = statement.run(...(parameters as SQLInputValue[]))
            return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) }
          },
          iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
        }
      },
    },
  })
  const adapter = KyselyAdapter(new Kysely({ dialect }))
  const request = requestsInTurns('authjs.session-token', '/auth/session')
  const config = { secret, providers: [], trustHost: true, basePath: '/auth', adapter }
  return async () => (await Auth(request(), config)).json()
}
