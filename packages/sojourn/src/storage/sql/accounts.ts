/**
 * Statements about accounts.
 *
 * Which person has an account is said by a unique index; where there is none, as for people in `users.ts`.
 *
 * @module
 */
import { sql } from 'kysely'

import type { AtomicStorage, NewAccount, StoredAccount, StoredUser } from '../../core/storage.ts'
import { accountRow } from './account-row.ts'
import { programDefaults } from './column-value.ts'
import { prepared } from './compile.ts'
import type { Script, Statement } from './database.ts'
import type { Table } from './found-tables.ts'
import { isId, isPossibleText } from './id-form.ts'
import { isGuarded } from './schema.ts'
import type { Schema } from './schema.ts'
import { inOrder, presence, userRow } from './user-row.ts'

/** Statements about accounts. */
export interface Accounts {
  /** Whether one statement is enough: the account has a unique index. */
  readonly guarded: boolean
  readonly readUser: (provider: string, providerAccountId: string) => Script<StoredUser | null>
  readonly list: (userId: string) => Script<readonly StoredAccount[]>
  readonly link: (account: StoredAccount) => Script<boolean>
  readonly update: (account: NewAccount) => Script<boolean>
  /** Whether an account is linked already, where no index says so. */
  readonly isTaken: (account: NewAccount) => Script<boolean>
  readonly insert: (account: NewAccount, userId: string) => Statement
  readonly unlink: (provider: string, providerAccountId: string) => Script<boolean>
  /** Needs a transaction, and the person's row locked in it. */
  readonly unlinkOf: (
    userId: string,
    account: Parameters<AtomicStorage['unlinkAccountOf']>[1],
    isLast: () => Script<boolean>,
  ) => Script<'unlinked' | 'last' | 'unknown'>
  /** Removes the accounts of a person, but for those of some providers. */
  readonly forget: (userId: string, keepsAccountsOf?: readonly string[]) => Statement
}

/** Makes the statements of a schema about accounts. */
export function accountStatements(
  schema: Schema,
  { users, accounts }: { readonly users: Table; readonly accounts: Table },
): Accounts {
  const { dialect } = schema
  const { builder } = dialect
  const person = userRow(schema, users)
  const row = accountRow(schema, accounts)
  const userId = accounts.column('userId')
  const provider = accounts.column('provider')
  const providerAccountId = accounts.column('providerAccountId')
  const guarded = isGuarded(accounts, ['provider', 'providerAccountId'])

  const readByAccount = prepared<{ provider: string; providerAccountId: string }>((values) =>
    builder
      .selectFrom(accounts.name)
      .innerJoin(users.name, `${users.name}.${users.column('id')}`, `${accounts.name}.${userId}`)
      .select(person.selection(users.name))
      .where(`${accounts.name}.${provider}`, '=', values.provider)
      .where(`${accounts.name}.${providerAccountId}`, '=', values.providerAccountId),
  )

  const listOf = prepared<{ userId: string }>((values) =>
    builder
      .selectFrom(accounts.name)
      .select(row.selection())
      .where(userId, '=', values.userId)
      .orderBy(provider)
      .orderBy(providerAccountId),
  )

  function* list(id: string): Script<readonly StoredAccount[]> {
    if (!isId(schema.userId, id)) return []
    return (yield listOf({ userId: id })).rows.map(row.read)
  }

  function* isTaken(account: NewAccount): Script<boolean> {
    if (guarded) return false
    const { provider: by, providerAccountId: subject } = account
    const lock = dialect.lockName(`sojourn:account:${JSON.stringify([by, subject])}`)
    if (lock !== null) yield lock
    return (yield readByAccount({ provider: by, providerAccountId: subject })).rows.length > 0
  }

  function valuesOf(account: NewAccount, owner: string): Record<string, unknown> {
    return { ...programDefaults(accounts), ...row.write(account), [userId]: owner }
  }

  return {
    guarded,

    *readUser(by, subject) {
      if (!isPossibleText(dialect, by, subject)) return null
      const { rows } = yield readByAccount({ provider: by, providerAccountId: subject })
      return rows[0] === undefined ? null : person.read(inOrder(rows[0]), 0)
    },

    list,
    isTaken,
    insert: (account, owner) =>
      builder.insertInto(accounts.name).values(valuesOf(account, owner)).compile(),

    *link(account) {
      if (!isId(schema.userId, account.userId)) return false
      if (yield* isTaken(account)) return false
      // To somebody who is there, and who waits with being deleted or verified until it is done.
      const values = valuesOf(account, account.userId)
      const owner = builder
        .selectFrom(users.name)
        .select(Object.values(values).map((value, index) => sql.val(value).as(`v${index}`)))
        .where(users.column('id'), '=', account.userId)
      const { changes } = yield builder
        .insertInto(accounts.name)
        .columns(Object.keys(values))
        .expression(dialect.rowLocks ? owner.forKeyShare() : owner)
        .compile()
      return changes > 0
    },

    *update(account) {
      const { provider: by, providerAccountId: subject } = account
      if (!isPossibleText(dialect, by, subject)) return false
      const values = row.writeTokens(account)
      const isGiven = Object.keys(values).length > 0
      const { rows, changes } = isGiven
        ? yield builder
            .updateTable(accounts.name)
            .set(values)
            .where(provider, '=', by)
            .where(providerAccountId, '=', subject)
            .compile()
        : yield builder
            .selectFrom(accounts.name)
            .select(presence)
            .where(provider, '=', by)
            .where(providerAccountId, '=', subject)
            .compile()
      return (isGiven ? changes : rows.length) > 0
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

    *unlinkOf(owner, account, isLast) {
      if (!isPossibleText(dialect, account.provider, account.providerAccountId)) return 'unknown'
      const linked = yield* list(owner)
      const others = linked.filter(
        (each) =>
          each.provider !== account.provider ||
          each.providerAccountId !== account.providerAccountId,
      )
      if (others.length === linked.length) return 'unknown'
      if (others.length === 0 && (yield* isLast())) return 'last'
      const { changes } = yield builder
        .deleteFrom(accounts.name)
        .where(userId, '=', owner)
        .where(provider, '=', account.provider)
        .where(providerAccountId, '=', account.providerAccountId)
        .compile()
      return changes > 0 ? 'unlinked' : 'unknown'
    },

    forget: (owner, keepsAccountsOf = []) => {
      const theirs = builder.deleteFrom(accounts.name).where(userId, '=', owner)
      const kept = keepsAccountsOf.filter((each) => isPossibleText(dialect, each))
      return (kept.length === 0 ? theirs : theirs.where(provider, 'not in', kept)).compile()
    },
  }
}
