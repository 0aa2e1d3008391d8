/**
 * Statements about sessions.
 *
 * On PostgreSQL, what must see all of a person's sessions (a limit, an adoption, ending all of them), or
 * whether they were ended, locks the person's row first, so that one comes after the other. What concerns one
 * session is ordered by its own row. `NO KEY UPDATE` is enough between them, and lets foreign keys be checked
 * meanwhile.
 *
 * @module
 */
import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'

import type {
  NewSession,
  SessionEffects,
  SessionKey,
  SessionRecord,
  SessionRenewal,
} from '../../core/storage.ts'
import type { Claims } from './claims.ts'
import { prepared } from './compile.ts'
import type { Outcome, Row, Script, Statement } from './database.ts'
import type { Table } from './found-tables.ts'
import { isId, isPossibleText, spelledId } from './id-form.ts'
import { readInstant, selectInstant, writeInstant } from './instant-form.ts'
import type { Schema } from './schema.ts'
import { passwordChanges } from './password-change.ts'
import { sessionRow } from './session-row.ts'
import { inOrder, presence } from './user-row.ts'

/** Statements about sessions. */
export interface Sessions {
  readonly create: (session: NewSession, effects: SessionEffects) => Script<boolean>
  readonly renew: (key: SessionKey, renewal: SessionRenewal) => Script<boolean>
  readonly end: (key: SessionKey) => Script<boolean>
  readonly find: (id: string, userId: string) => Script<SessionRecord | null>
  readonly list: (userId: string, now: number) => Script<readonly SessionRecord[]>
  /** Without `except`, all of them. */
  readonly endAll: (
    userId: string,
    options: { readonly now: number; readonly except?: string | undefined },
  ) => Script<number>
  /** Ends all sessions of somebody who is being deleted, so that no later person of that id gets them. */
  readonly forget: (userId: string) => Script<void>
  /** Locks a person's row until the transaction ends. Whether there is one. */
  readonly lockUser: (userId: string) => Script<boolean>
}

/** Makes the statements of a schema. */
export function sessionStatements(
  schema: Schema,
  { users, sessions }: { readonly users: Table; readonly sessions: Table },
  claims: Claims | null,
): Sessions {
  const { dialect } = schema
  const { builder } = dialect
  const row = sessionRow(schema, sessions)
  const form = schema.instants.sessionExpires
  const token = sessions.column('sessionToken')
  const userId = sessions.column('userId')
  const changesOf = schema.passwords ? passwordChanges(schema) : null
  const expires = sessions.column('expires')
  // Only asked for where the columns are there.
  const column = (property: string): string => sessions.column(property)

  const findOne = prepared<{ id: string; userId: string }>((values) =>
    builder
      .selectFrom(sessions.name)
      .select(row.selection())
      .where(column('publicId'), '=', values.id)
      .where(userId, '=', values.userId),
  )

  const lockOne = prepared<{ userId: string }>((values) => {
    const query = builder
      .selectFrom(users.name)
      .select(presence)
      .where(users.column('id'), '=', values.userId)
    return dialect.rowLocks ? query.forNoKeyUpdate() : query
  })

  function* lockUser(id: string): Script<boolean> {
    if (!isId(schema.userId, id)) return false
    const { rows } = yield lockOne({ userId: id })
    return rows.length > 0
  }

  function matches(key: SessionKey): Expression<SqlBool> {
    if ('tokens' in key) {
      const possible = key.tokens.filter((each) => isPossibleText(dialect, each))
      return sql<SqlBool>`${sql.ref(token)} in (${sql.join(possible)})`
    }
    return sql<SqlBool>`${sql.ref(column('publicId'))} = ${key.id} and ${sql.ref(userId)} = ${key.userId}`
  }

  /** Deletes sessions and remembers that they were there. */
  function* remove(condition: Expression<SqlBool>): Script<number> {
    const deletion = builder.deleteFrom(sessions.name).where(condition)
    if (claims === null || !sessions.has('publicId')) return (yield deletion.compile()).changes
    const { rows } = yield deletion
      .returning([
        sql.ref(column('publicId')).as('id'),
        selectInstant(form, sql.ref(expires)).as('expires'),
      ])
      .compile()
    yield* claims.markEnded(
      rows.flatMap((ended) =>
        typeof ended['id'] === 'string'
          ? [{ id: ended['id'], expiresAt: readInstant(form, ended['expires']) ?? 0 }]
          : [],
      ),
    )
    return rows.length
  }

  /** Inserts a session if its person is there, who then cannot go before the session is stored. */
  function insert(session: NewSession): Statement {
    const values = row.write(session)
    const person = builder
      .selectFrom(users.name)
      .select(Object.values(values).map((value, index) => sql.val(value).as(`v${index}`)))
      .where(users.column('id'), '=', session.userId)
    return builder
      .insertInto(sessions.name)
      .columns(Object.keys(values))
      .expression(dialect.rowLocks ? person.forKeyShare() : person)
      .compile()
  }

  /** Whose session an id is now; `null` if it is nobody's. */
  function* ownerOf(id: string): Script<string | null> {
    const { rows } = yield builder
      .selectFrom(sessions.name)
      .select(sql.ref(userId).as('userId'))
      .where(column('publicId'), '=', id)
      .compile()
    return rows[0] === undefined ? null : String(rows[0]['userId'])
  }

  /** Ends the oldest sessions of a person beyond so many, never this one. */
  function* keepNewest(session: NewSession, limit: number): Script<void> {
    // By a query within the statement: there may be more sessions than a statement takes values.
    const others = sql<SqlBool>`
      ${sql.ref(userId)} = ${session.userId} and ${sql.ref(token)} <> ${session.token}
      and ${sql.ref(expires)} > ${writeInstant(form, session.renewedAt ?? 0)}`
    const newest = builder
      .selectFrom(sessions.name)
      .select(sql.ref(token).as('token'))
      .where(others)
      .orderBy(sql`coalesce(${sql.ref(column('signedInAt'))}, 0)`, 'desc')
      .limit(Math.max(limit - 1, 0))
    yield* remove(sql<SqlBool>`${others} and ${sql.ref(token)} not in (${newest})`)
  }

  return {
    lockUser,

    *create(session, { replaces, limit, begunAt, adopts }) {
      if (!isId(schema.userId, session.userId)) return false
      // What was not migrated yet keeps no passwords either.
      const mayBeLate = begunAt !== undefined && changesOf !== null
      if (limit !== undefined || adopts !== undefined || mayBeLate) {
        if (!(yield* lockUser(session.userId))) return false
      }
      if (adopts !== undefined) {
        const owner = yield* ownerOf(session.id)
        // Another server has adopted it from the same cookie.
        if (owner !== null) return owner === spelledId(schema.userId, session.userId)
        // In this order: a session that ends in between has left its mark when the marks are read.
        if (claims === null) return false
        if (yield* claims.hasEnded(session.id, session.userId, adopts.issuedAt)) return false
      }
      if (mayBeLate) {
        const changes = yield* changesOf(session.userId)
        const now = session.renewedAt ?? Number.POSITIVE_INFINITY
        if (changes.some((changed) => begunAt < changed && changed <= now)) return false
      }
      const { changes }: Outcome = yield insert(session)
      if (changes === 0) return false
      if (replaces !== undefined && isPossible(schema, replaces)) yield* remove(matches(replaces))
      if (limit !== undefined) yield* keepNewest(session, limit)
      return true
    },

    *renew(key, renewal) {
      if (!isPossible(schema, key)) return false
      const { changes } = yield builder
        .updateTable(sessions.name)
        .set(renewed(renewal))
        .where(matches(key))
        .compile()
      return changes > 0
    },

    *end(key) {
      if (!isPossible(schema, key)) return false
      return (yield* remove(matches(key))) > 0
    },

    *find(id, person) {
      if (!isPossible(schema, { id, userId: person })) return null
      const { rows } = yield findOne({ id, userId: person })
      return rows[0] === undefined ? null : row.read(inOrder(rows[0]))
    },

    *list(person, now) {
      if (!isId(schema.userId, person)) return []
      const query = builder
        .selectFrom(sessions.name)
        .select(row.selection())
        .where(userId, '=', person)
        .where(expires, '>', writeInstant(form, now))
        .compile()
      let { rows } = yield query
      if (rows.some((each) => each['s0'] === null)) {
        // Those that another program has begun. In one statement, which is one commit.
        yield builder
          .updateTable(sessions.name)
          .set({ [column('publicId')]: dialect.types.randomId })
          .where(userId, '=', person)
          .where(column('publicId'), 'is', null)
          .compile()
        rows = (yield query).rows
      }
      return rows.map((each: Row) => row.read(inOrder(each))).toSorted(newestFirst)
    },

    *forget(person) {
      // Deleting comes without an instant. Cookies that are good for a later person are sealed later.
      if (claims !== null) yield claims.markAllEnded(person, Date.now())
      yield* remove(sql<SqlBool>`${sql.ref(userId)} = ${person}`)
    },

    *endAll(person, { now, except }) {
      if (!isId(schema.userId, person) || claims === null) return 0
      yield* lockUser(person)
      yield claims.markAllEnded(person, now)
      const theirs = sql<SqlBool>`${sql.ref(userId)} = ${person}`
      if (except === undefined || !isPossibleText(dialect, except)) return yield* remove(theirs)
      const id = sql.ref(column('publicId'))
      return yield* remove(sql<SqlBool>`${theirs} and (${id} is null or ${id} <> ${except})`)
    },
  }

  function renewed(renewal: SessionRenewal): Record<string, unknown> {
    const later = (name: string, value: unknown): Expression<unknown> =>
      sql`${sql.raw(dialect.greatest)}(${sql.ref(name)}, ${value})`
    const changes: Record<string, unknown> = {
      [expires]: later(expires, writeInstant(form, renewal.expiresAt)),
    }
    if (renewal.token !== undefined) changes[token] = renewal.token
    // `max` of SQLite is null if one of its arguments is.
    const details: readonly [property: string, value: unknown, isLater: boolean][] = [
      ['renewedAt', renewal.renewedAt, true],
      ['signedInAt', renewal.signedInAt, false],
      ['publicId', crypto.randomUUID(), false],
    ]
    for (const [property, value, isLater] of details) {
      if (!sessions.has(property)) continue
      const known = sql`coalesce(${sql.ref(column(property))}, ${value})`
      changes[column(property)] = isLater
        ? sql`${sql.raw(dialect.greatest)}(${known}, ${value})`
        : known
    }
    return changes
  }
}

/** Whether a key can be of some session. An empty list of tokens is nobody's. */
function isPossible({ dialect, userId }: Schema, key: SessionKey): boolean {
  if ('tokens' in key) return key.tokens.some((token) => isPossibleText(dialect, token))
  return isPossibleText(dialect, key.id) && isId(userId, key.userId)
}

function newestFirst(a: SessionRecord, b: SessionRecord): number {
  return (b.signedInAt ?? 0) - (a.signedInAt ?? 0) || b.expiresAt - a.expiresAt
}
