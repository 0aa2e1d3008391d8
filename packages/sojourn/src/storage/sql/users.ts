/**
 * Statements about people.
 *
 * Where the address or the account has a unique index, the database refuses a second one, and the error
 * says so. Databases that were never migrated may lack the index (the documented schema of
 * `@auth/pg-adapter` does); there, a transaction first waits for others that hold the same name, then
 * looks.
 *
 * @module
 */
import type { NewAccount, NewUser, StoredUser, UserChanges } from '../../core/storage.ts'
import type { Accounts } from './accounts.ts'
import { programDefaults } from './column-value.ts'
import { prepared } from './compile.ts'
import type { Script } from './database.ts'
import { tableNames } from './found-tables.ts'
import type { Table } from './found-tables.ts'
import { isId, isPossibleText, spelledId } from './id-form.ts'
import { isGuarded } from './schema.ts'
import type { Schema } from './schema.ts'
import { inOrder, presence, userRow } from './user-row.ts'

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
  /**
   * Locks a person's row until the transaction ends, also against what only refers to it, such as a session or
   * an account that is being created. Whether there is one.
   */
  readonly lock: (id: string) => Script<boolean>
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

  function* lock(userId: string): Script<boolean> {
    if (!isId(schema.userId, userId)) return false
    const person = builder.selectFrom(users.name).select(presence).where(id, '=', userId)
    return (yield (dialect.rowLocks ? person.forUpdate() : person).compile()).rows.length > 0
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
    lock,

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
      // A session that is being created waits, and then finds nobody.
      if (!(yield* lock(userId))) return false
      yield* parts.forget(userId)
      return (yield builder.deleteFrom(users.name).where(id, '=', userId).compile()).changes > 0
    },
  }
}
