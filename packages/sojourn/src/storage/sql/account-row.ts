/**
 * Accounts as rows: which columns are selected, and how a row is read and written.
 *
 * @module
 */
import { sql } from 'kysely'

import type { NewAccount, StoredAccount } from '../../core/storage.ts'
import { columnValue } from './column-value.ts'
import type { Row } from './database.ts'
import type { Table } from './found-tables.ts'
import { readInstant, selectInstant, writeInstant } from './instant-form.ts'
import { plainName } from './introspection.ts'
import type { Schema } from './schema.ts'
import { inOrder } from './user-row.ts'
import type { Selection } from './user-row.ts'

/** How rows of accounts are read and written. */
export interface AccountRow {
  readonly selection: () => Selection
  /** Reads a row that was selected. What it does not say is left out. */
  readonly read: (row: Row) => StoredAccount
  /** Columns and their values, but for whose it is; what has no column is left out. */
  readonly write: (account: NewAccount) => Record<string, unknown>
  /** The same of what a later sign-in may change. */
  readonly writeTokens: (account: NewAccount) => Record<string, unknown>
}

/** What makes an account the one that it is; a token endpoint that answers with such names changes nothing. */
const identity = ['id', 'userId', 'type', 'provider', 'providerAccountId']

const tokens = [
  'refresh_token',
  'access_token',
  'expires_at',
  'id_token',
  'scope',
  'session_state',
  'token_type',
]

const known = new Map([...identity, ...tokens].map((name) => [plainName(name), name]))
const greatestInteger = 2 ** 31 - 1

/** Makes the mapper of a schema's accounts. */
export function accountRow({ dialect, instants }: Schema, accounts: Table): AccountRow {
  const form = instants.accountExpires
  const columns = accounts.facts.columns.flatMap(({ name, type }) => {
    const meaning = known.get(plainName(name))
    // Of two spellings of one name, the second is a column of the application's.
    const property = meaning !== undefined && accounts.column(meaning) === name ? meaning : name
    return property === 'id' ? [] : [{ name, type, property }]
  })

  function toColumn(type: string, property: string, value: unknown): unknown {
    if (property !== 'expires_at' || value === null) return columnValue(dialect, value)
    const seconds = Number(value)
    if (!Number.isFinite(seconds)) return undefined
    // What a column cannot hold is later than anybody asks.
    const isSmall = dialect.name === 'postgresql' && type === 'integer'
    const last = isSmall ? greatestInteger : Number.MAX_SAFE_INTEGER / 1000
    return writeInstant(form, Math.min(Math.max(seconds, 0), last) * 1000)
  }

  function write(account: NewAccount, isWritten: (property: string) => boolean): Row {
    const row: Record<string, unknown> = {}
    for (const { name, type, property } of columns) {
      if (!isWritten(property) || account[property] === undefined) continue
      const value = toColumn(type, property, account[property])
      if (value !== undefined) row[name] = value
    }
    return row
  }

  return {
    selection: () =>
      columns.map(({ name, property }, index) =>
        // Not `sql.ref`, which splits a name at its dots.
        selectInstant(property === 'expires_at' ? form : 'iso', sql.id(name)).as(`a${index}`),
      ),
    read: (row) => {
      const account: StoredAccount = { userId: '', type: '', provider: '', providerAccountId: '' }
      const values = inOrder(row)
      for (const [index, { property }] of columns.entries()) {
        const value = values[index]
        if (value === null || value === undefined) continue
        if (property === 'expires_at') {
          account.expires_at = Math.floor((readInstant(form, value) ?? 0) / 1000)
        } else account[property] = identity.includes(property) ? textOf(value) : value
      }
      return account
    },
    write: (account) => write(account, (property) => property !== 'userId'),
    writeTokens: (account) => write(account, (property) => !identity.includes(property)),
  }
}

// Ids may be numbers, or more than a number can hold.
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : String(Number(value))
}
