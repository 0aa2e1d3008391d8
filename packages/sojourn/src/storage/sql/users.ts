/**
 * Statements about people, their accounts and passwords.
 *
 * Where the address or the account has a unique index, the database refuses a second one, and the error
 * says so. Databases that were never migrated may lack the index (the documented schema of
 * `@auth/pg-adapter` does); there, a transaction first waits for others that hold the same name, then
 * looks.
 *
 * @module
 */
import type {
  NewAccount,
  NewUser,
  StoredAccount,
  StoredUser,
  UserChanges,
} from '../../core/storage.ts'
import { columnValue, programDefaults } from './column-value.ts'
import { prepared } from './compile.ts'
import type { Script, Statement } from './database.ts'
import { tableNames } from './found-tables.ts'
import type { Table } from './found-tables.ts'
import { isId, isPossibleText, spelledId } from './id-form.ts'
import { isGuarded } from './schema.ts'
import type { Schema } from './schema.ts'
import { inOrder, presence, userRow } from './user-row.ts'

/** An account whose person is named apart, or is being made. */

/** Statements about people. */
export interface Users {
  /** Whether one statement is enough: the address has a unique index. */
  readonly guarded: boolean
  readonly create: (
    user: NewUser,
    parts: {
      readonly account?: NewAccount | undefined
      readonly passwordHash?: string | undefined
    },
  ) => Script<StoredUser | null>
  readonly read: (by: 'id' | 'email', value: string) => Script<StoredUser | null>
  readonly update: (id: string, changes: UserChanges) => Script<StoredUser | null>
  readonly remove: (id: string) => Script<boolean>
}

/** Statements about accounts. */
export interface Accounts {
  /** Whether one statement is enough: the account has a unique index. */
  readonly guarded: boolean
  readonly readUser: (provider: string, providerAccountId: string) => Script<StoredUser | null>
  readonly link: (account: StoredAccount) => Script<boolean>
  /** Whether an account is linked already, where no index says so. */
  readonly isTaken: (account: NewAccount) => Script<boolean>
  readonly insert: (account: NewAccount, userId: string) => Statement
  readonly unlink: (provider: string, providerAccountId: string) => Script<boolean>
}

/** Makes the statements of a schema about people. */
export function userStatements(
  schema: Schema,
  users: Table,
  parts: {
    readonly accounts: Accounts | null
    /** Removes what there is of a person elsewhere. */
    readonly forget: (id: string) => Script<void>
  },
): Users {
  const { dialect } = schema
  const { builder } = dialect
  const mapper = userRow(schema, users)
  const id = users.column('id')
  const email = users.column('email')
  const guarded = isGuarded(users, ['email'])

  const readById = prepared<{ value: string }>((values) =>
    builder.selectFrom(users.name).select(mapper.selection()).where(id, '=', values.value),
  )
  const readByEmail = prepared<{ value: string }>((values) =>
    builder.selectFrom(users.name).select(mapper.selection()).where(email, '=', values.value),
  )

  function* read(by: 'id' | 'email', value: string): Script<StoredUser | null> {
    if (by === 'id' ? !isId(schema.userId, value) : !isPossibleText(dialect, value)) return null
    const { rows } = yield (by === 'id' ? readById : readByEmail)({ value })
    return rows[0] === undefined ? null : mapper.read(inOrder(rows[0]), 0)
  }

  /** Whether an address belongs to somebody, where no index says so. */
  function* isTaken(address: unknown, except?: string): Script<boolean> {
    if (guarded || typeof address !== 'string' || !isPossibleText(dialect, address)) return false
    const lock = dialect.lockName(`sojourn:email:${address}`)
    if (lock !== null) yield lock
    const { rows } = yield readByEmail({ value: address })
    return rows.some((row) => mapper.read(inOrder(row), 0).id !== except)
  }

  return {
    guarded,

    *create(user, { account, passwordHash }) {
      if (yield* isTaken(user.email)) return null
      if (account !== undefined && parts.accounts !== null) {
        if (yield* parts.accounts.isTaken(account)) return null
      }
      const { rows } = yield builder
        .insertInto(users.name)
        .values({ ...programDefaults(users), ...mapper.write(user) })
        .returning(mapper.selection())
        .compile()
      const stored = mapper.read(inOrder(rows[0] ?? {}), 0)
      if (account !== undefined && parts.accounts !== null) {
        yield parts.accounts.insert(account, stored.id)
      }
      if (passwordHash !== undefined) {
        yield builder
          .insertInto(tableNames.passwords)
          .values({ userId: stored.id, hash: passwordHash })
          .compile()
      }
      return stored
    },

    read,

    *update(userId, changes) {
      if (!isId(schema.userId, userId)) return null
      const values = mapper.write({ ...changes, id: undefined })
      if (Object.keys(values).length === 0) return yield* read('id', userId)
      if (yield* isTaken(changes.email, spelledId(schema.userId, userId))) return null
      const { rows } = yield builder
        .updateTable(users.name)
        .set(values)
        .where(id, '=', userId)
        .returning(mapper.selection())
        .compile()
      return rows[0] === undefined ? null : mapper.read(inOrder(rows[0]), 0)
    },

    *remove(userId) {
      if (!isId(schema.userId, userId)) return false
      const person = builder.selectFrom(users.name).select(presence).where(id, '=', userId)
      // `FOR UPDATE`: a session that is being created waits, and then finds nobody.
      const { rows } = yield (dialect.rowLocks ? person.forUpdate() : person).compile()
      if (rows.length === 0) return false
      yield* parts.forget(userId)
      return (yield builder.deleteFrom(users.name).where(id, '=', userId).compile()).changes > 0
    },
  }
}

/** Makes the statements of a schema about accounts. */
export function accountStatements(
  schema: Schema,
  { users, accounts }: { readonly users: Table; readonly accounts: Table },
): Accounts {
  const { dialect } = schema
  const { builder } = dialect
  const mapper = userRow(schema, users)
  const provider = accounts.column('provider')
  const providerAccountId = accounts.column('providerAccountId')
  const guarded = isGuarded(accounts, ['provider', 'providerAccountId'])

  const readByAccount = prepared<{ provider: string; providerAccountId: string }>((values) =>
    builder
      .selectFrom(accounts.name)
      .innerJoin(
        users.name,
        `${users.name}.${users.column('id')}`,
        `${accounts.name}.${accounts.column('userId')}`,
      )
      .select(mapper.selection(users.name))
      .where(`${accounts.name}.${provider}`, '=', values.provider)
      .where(`${accounts.name}.${providerAccountId}`, '=', values.providerAccountId),
  )

  function write(account: NewAccount): Record<string, unknown> {
    const row = programDefaults(accounts)
    for (const [property, value] of Object.entries(account)) {
      if (value === undefined || property === 'id' || !accounts.has(property)) continue
      row[accounts.column(property)] = columnValue(dialect, value)
    }
    return row
  }

  function* isTaken(account: NewAccount): Script<boolean> {
    if (guarded) return false
    const { provider: by, providerAccountId: subject } = account as StoredAccount
    const lock = dialect.lockName(`sojourn:account:${JSON.stringify([by, subject])}`)
    if (lock !== null) yield lock
    return (yield readByAccount({ provider: by, providerAccountId: subject })).rows.length > 0
  }

  function insert(account: NewAccount, userId: string): Statement {
    const values = { ...write(account), [accounts.column('userId')]: userId }
    return builder.insertInto(accounts.name).values(values).compile()
  }

  return {
    guarded,

    *readUser(by, subject) {
      if (!isPossibleText(dialect, by, subject)) return null
      const { rows } = yield readByAccount({ provider: by, providerAccountId: subject })
      return rows[0] === undefined ? null : mapper.read(inOrder(rows[0]), 0)
    },

    isTaken,
    insert,

    *link(account) {
      if (yield* isTaken(account)) return false
      yield insert(account, account.userId)
      return true
    },

    *unlink(by, subject) {
      if (!isPossibleText(dialect, by, subject)) return false
      const { changes } = yield builder
        .deleteFrom(accounts.name)
        .where(provider, '=', by)
        .where(providerAccountId, '=', subject)
        .compile()
      return changes > 0
    },
  }
}
