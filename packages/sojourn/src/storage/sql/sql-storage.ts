/**
 * A storage on a SQL database: opens it once, finds out what is there, and runs the statements.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { AtomicStorage, BasicStorage, SessionKey, StoredUser } from '../../core/storage.ts'
import { accountStatements } from './accounts.ts'
import type { Accounts } from './accounts.ts'
import { attemptStatements } from './attempts.ts'
import type { AttemptCounts } from './attempts.ts'
import { claimStatements } from './claims.ts'
import type { Claims } from './claims.ts'
import type { Database, Script, UniqueViolation } from './database.ts'
import { removeExpired } from './expired.ts'
import type { Table } from './found-tables.ts'
import { planMigration, runMigration } from './migration.ts'
import type { MigrationStep, OnStep } from './migration.ts'
import { passwordStatements } from './passwords.ts'
import type { Passwords } from './passwords.ts'
import { inspectSchema } from './report.ts'
import type { SchemaReport } from './report.ts'
import { readSchema } from './schema.ts'
import type { Schema } from './schema.ts'
import { sessionReader } from './session-reader.ts'
import { sessionStatements } from './sessions.ts'
import type { Sessions } from './sessions.ts'
import { databaseSource } from './source.ts'
import type { SqlSource } from './source.ts'
import { userStatements } from './users.ts'
import type { Users } from './users.ts'
import { verification } from './verify-email.ts'
import type { VerifyEmail } from './verify-email.ts'
import { verificationTokenStatements } from './verification-tokens.ts'
import type { VerificationTokens } from './verification-tokens.ts'

/** A storage on a SQL database, and what the command needs to look after it. */
export interface SqlStorage extends AtomicStorage {
  /** Path of the SQLite file that it opens and, if need be, makes; `undefined` for any other source. */
  readonly file: string | undefined
  /**
   * What {@link SqlStorage.migrate} would do now; nothing, if nothing is missing.
   *
   * @throws {Error} If rows or tables are in the way. It says which, how many, and what to do.
   */
  readonly plan: () => Promise<readonly MigrationStep[]>
  /**
   * Adds what is missing. Can be run again, at once in several processes, and after it was killed.
   *
   * @param onStep Told of each step before it is run.
   * @throws {Error} As {@link SqlStorage.plan}; then nothing was changed.
   */
  readonly migrate: (onStep?: OnStep) => Promise<void>
  /** What there is, and what is wrong with it. Reads only; counts rows. */
  readonly inspect: () => Promise<SchemaReport>
  /** Closes what this storage has opened. */
  readonly close: () => Promise<void>
}

/** What was found, and the statements for it. */
interface Live {
  readonly database: Database
  readonly schema: Schema
  readonly detectedAt: number
  readonly users: Users
  readonly usersTable: Table
  readonly accountsTable: Table | null
  readonly sessions: Sessions
  readonly accounts: Accounts | null
  readonly verificationTokens: VerificationTokens | null
  readonly claims: Claims | null
  readonly attempts: AttemptCounts | null
  readonly passwords: Passwords | null
  readonly verifyEmail: VerifyEmail | null
  readonly readSession: BasicStorage['readSession']
  /** Whether all that is added is there. */
  readonly isComplete: boolean
}

// An incomplete schema is looked at again now and then: somebody may have migrated meanwhile.
const lookAgainAfter = 10_000

/**
 * Keeps sessions and people in SQLite or PostgreSQL, in the tables of Auth.js as they are there.
 *
 * The database is opened by the first call. A call that needs what only a migration adds rejects with
 * `storage_outdated`; on an empty database all do.
 *
 * @throws {TypeError} If the source is none that is known.
 *
 * @example
 * ```ts
 * const storage = sqlStorage('file:./data/app.db')
 * await storage.migrate()
 * ```
 */
export function sqlStorage(source: SqlSource): SqlStorage {
  const { open, file } = databaseSource(source)
  let opening: Promise<Database> | undefined
  let detecting: Promise<Live> | undefined
  let live: Live | undefined
  let isClosed = false

  async function opened(): Promise<Database> {
    if (isClosed) throw new Error('This storage has been closed.')
    opening ??= open()
    try {
      return await opening
    } catch (error) {
      // The next call tries again.
      opening = undefined
      throw error
    }
  }

  function detect(): Promise<Live> {
    detecting ??= opened()
      .then(async (database) => toLive(database, await readSchema(database)))
      .then((found) => (live = found))
      .finally(() => (detecting = undefined))
    return detecting
  }

  /** What is there now. Where something is missing, it looks again before it says so. */
  async function ready<Wanted>(
    want: (found: Live) => Wanted | null,
  ): Promise<{ readonly found: Live; readonly wanted: Wanted }> {
    let found = live ?? (await detect())
    if (!found.isComplete && performance.now() - found.detectedAt > lookAgainAfter) {
      found = await detect()
    }
    let wanted = want(found)
    if (wanted === null) {
      found = await detect()
      wanted = want(found)
    }
    if (wanted === null) throw authError('storage_outdated')
    return { found, wanted }
  }

  /** Runs a script on what is there. */
  async function run<Wanted, T>(
    want: (found: Live) => Wanted | null,
    script: (wanted: Wanted, found: Live) => Script<T>,
    { transaction = () => false, refused = rethrow }: Manner<T> = {},
  ): Promise<T> {
    const { found, wanted } = await ready(want)
    const { database } = found
    try {
      const start = transaction(found) ? database.transaction : database.run
      return await start(() => script(wanted, found))
    } catch (error) {
      const { uniqueViolation, isAboutValues } = database.dialect
      const violation = uniqueViolation(error)
      // A table or a column may have gone; who asks next looks.
      if (!isAboutValues(error)) live = undefined
      return refused(error, violation, found)
    }
  }

  return {
    tier: 'atomic',
    file,

    createUser: (user, parts = {}) => {
      const isMore = parts.account !== undefined || parts.passwordHash !== undefined
      return run<Users, StoredUser | null>(
        (found) => (hasPlaceFor(parts, found) ? found.users : null),
        (users) => users.create(user, parts),
        {
          transaction: ({ users }) => isMore || !users.guarded,
          refused: whenTaken(
            (violation, found) =>
              isAddress(violation, found) ||
              isAccount(violation, found) ||
              // An id of the application's own, which another request has just stored.
              isAbout(violation, found.usersTable, 'id'),
            null,
          ),
        },
      )
    },
    readUser: (id) => run(theUsers, (users) => users.read('id', id)),
    readUserByEmail: (email) => run(theUsers, (users) => users.read('email', email)),
    readUserByAccount: (provider, providerAccountId) =>
      run(theAccounts, (accounts) => accounts.readUser(provider, providerAccountId)),
    updateUser: (id, changes) =>
      run<Users, StoredUser | null>(theUsers, (users) => users.update(id, changes), {
        transaction: ({ users }) => !users.guarded,
        refused: whenTaken(isAddress, null),
      }),
    deleteUser: (id) => run(theUsers, (users) => users.remove(id), inTransaction),

    linkAccount: (account, { begunAt } = {}) =>
      run<Accounts, boolean>(
        theAccounts,
        function* (accounts, { sessions, claims }) {
          // What was not migrated yet ends nothing that it could remember.
          if (begunAt !== undefined && claims !== null) {
            // First, as whatever ends all sessions does: it is over, or comes when the account is there.
            if (!(yield* sessions.lockUser(account.userId))) return false
            if (yield* claims.haveAllEnded(account.userId, begunAt)) return false
          }
          return yield* accounts.link(account)
        },
        {
          transaction: ({ accounts, claims }) =>
            accounts?.guarded === false || (begunAt !== undefined && claims !== null),
          refused: (error, violation, found) => {
            // The person was deleted in the same moment.
            if (found.database.dialect.isMissingParent(error)) return false
            if (violation !== null && isAccount(violation, found)) return false
            throw error
          },
        },
      ),
    unlinkAccount: (provider, providerAccountId) =>
      run(theAccounts, (accounts) => accounts.unlink(provider, providerAccountId)),

    createSession: (session, effects = {}) => {
      const { replaces, limit, begunAt, adopts } = effects
      const isMore = limit !== undefined || adopts !== undefined
      // Without their columns it would become another session at its renewal.
      const isOwn = session.idleTime !== null || !session.persistent
      return run(
        isMore || isOwn || isById(replaces) ? theDetails : theSessions,
        (sessions) => sessions.create(session, effects),
        {
          transaction: ({ passwords }) =>
            isMore || replaces !== undefined || (begunAt !== undefined && passwords !== null),
          // The person was deleted in the same moment.
          refused: (error, _, { database }) => {
            if (database.dialect.isMissingParent(error)) return false
            throw error
          },
        },
      )
    },
    readSession(tokens) {
      if (live === undefined) return detect().then((found) => found.readSession(tokens))
      try {
        const answer = live.readSession(tokens)
        return answer instanceof Promise ? answer.catch(forgetAndReject) : answer
      } catch (error) {
        return forgetAndReject(error)
      }
    },
    renewSession: (key, renewal) =>
      run(isById(key) ? theDetails : theSessions, (sessions) => sessions.renew(key, renewal)),
    endSession: (key) =>
      run(isById(key) ? theDetails : theSessions, (sessions) => sessions.end(key), {
        transaction: ({ claims }) => claims !== null,
      }),

    createVerificationToken: (token) =>
      run(theVerificationTokens, (tokens) => tokens.create(token)),
    useVerificationToken: (identifier, token) =>
      run(theVerificationTokens, (tokens) => tokens.use(identifier, token)),

    findSession: (id, userId) => run(theDetails, (sessions) => sessions.find(id, userId)),
    listSessions: (userId, now) => run(theDetails, (sessions) => sessions.list(userId, now)),
    endSessions: (userId, options) =>
      run(theDetails, (sessions) => sessions.endAll(userId, options), inTransaction),

    listAccounts: (userId) => run(theAccounts, (accounts) => accounts.list(userId)),
    updateAccount: (account) => run(theAccounts, (accounts) => accounts.update(account)),
    unlinkAccountOf: (userId, account, { needsOther }) =>
      run(
        ({ accounts, passwords }) => accounts && passwords && { accounts, passwords },
        function* ({ accounts, passwords }, { sessions }) {
          if (!(yield* sessions.lockUser(userId))) return 'unknown'
          return yield* accounts.unlinkOf(userId, account, function* () {
            return needsOther && (yield* passwords.read(userId)) === null
          })
        },
        inTransaction,
      ),
    verifyEmail: (userId, email, options) =>
      run(
        (found) => found.verifyEmail,
        (verifyEmail) => verifyEmail(userId, email, options),
        inTransaction,
      ),

    countAttempt: (key, window) => run(theAttempts, (attempts) => attempts.count(key, window)),
    takeBackAttempt: (key) => run(theAttempts, (attempts) => attempts.takeBack(key)),
    forgetAttempts: (keys) => run(theAttempts, (attempts) => attempts.forget(keys)),

    claim: (key, expiresAt, now) =>
      run(
        (found) => found.claims,
        (claims) => claims.claim(key, expiresAt, now),
      ),

    readPasswordHash: (userId) => run(thePasswords, (passwords) => passwords.read(userId)),
    setPasswordHash: (userId, change) =>
      run(thePasswords, (passwords) => passwords.set(userId, change), inTransaction),

    removeExpired: (now, limit) =>
      run(theSessions, (_, { schema }) => removeExpired(schema, now, limit)),

    plan: async () => {
      const database = await opened()
      const schema = await readSchema(database)
      return database.run(() => planMigration(schema))
    },
    migrate: async (onStep) => {
      const database = await opened()
      await database.migrate(() => runMigration(database.dialect, onStep))
      live = undefined
    },
    inspect: async () => {
      const database = await opened()
      const schema = await readSchema(database)
      return database.run(() => inspectSchema(schema, Date.now()))
    },
    close: async () => {
      isClosed = true
      live = undefined
      const database = await opening?.catch(() => undefined)
      await database?.close()
    },
  }

  function forgetAndReject(error: unknown): Promise<never> {
    live = undefined
    return Promise.reject(error)
  }
}

const theUsers = (found: Live): Users => found.users
const theAccounts = (found: Live): Accounts | null => found.accounts
const theSessions = (found: Live): Sessions => found.sessions
const theVerificationTokens = (found: Live): VerificationTokens | null => found.verificationTokens
const theAttempts = (found: Live): AttemptCounts | null => found.attempts
/** Sessions with all that is added. */
const theDetails = (found: Live): Sessions | null => (found.isComplete ? found.sessions : null)
const thePasswords = (found: Live): Passwords | null => (found.isComplete ? found.passwords : null)

function isById(key: SessionKey | undefined): boolean {
  return key !== undefined && 'id' in key
}

/** How a script is run. */
interface Manner<T> {
  /** Whether as one transaction. Default: each statement by itself. */
  readonly transaction?: (found: Live) => boolean
  /** Turns what was thrown into an answer, or throws it. */
  readonly refused?: (error: unknown, violation: UniqueViolation | null, found: Live) => T
}

const inTransaction = { transaction: () => true }

function rethrow(error: unknown): never {
  throw error
}

/** Answers where what was violated is one of these constraints. */
function whenTaken<T>(
  is: (violation: UniqueViolation, found: Live) => boolean,
  answer: T,
): NonNullable<Manner<T>['refused']> {
  return (error, violation, found) => {
    if (violation === null || !is(violation, found)) throw error
    return answer
  }
}

/** Whether there are the tables of all that a new person comes with. */
function hasPlaceFor(
  { account, passwordHash }: NonNullable<Parameters<BasicStorage['createUser']>[1]>,
  { accounts, passwords }: Live,
): boolean {
  return (
    (account === undefined || accounts !== null) &&
    (passwordHash === undefined || passwords !== null)
  )
}

function toLive(database: Database, schema: Schema): Live {
  if (schema.unclear !== null) {
    throw authError('storage_outdated', { cause: new Error(schema.unclear) })
  }
  const { users, accounts, sessions, verificationTokens } = schema.tables
  if (users === null || sessions === null) throw authError('storage_outdated')
  const isComplete = schema.sessionDetails && schema.claims && schema.passwords
  const claims = schema.claims ? claimStatements(schema) : null
  const sessionScripts = sessionStatements(schema, { users, sessions }, claims)
  const passwords = schema.passwords ? passwordStatements(schema, sessionScripts) : null
  const accountScripts = accounts === null ? null : accountStatements(schema, { users, accounts })
  const userScripts = userStatements(schema, users, {
    accounts: accountScripts,
    // Also where foreign keys would do it: some schemas have none, some do not cascade.
    *forget(id) {
      yield* sessionScripts.forget(id)
      if (accountScripts !== null) yield accountScripts.forget(id)
      if (passwords !== null) yield passwords.forget(id)
    },
  })

  return {
    database,
    schema,
    detectedAt: performance.now(),
    usersTable: users,
    accountsTable: accounts,
    users: userScripts,
    sessions: sessionScripts,
    accounts: accountScripts,
    verificationTokens:
      verificationTokens === null ? null : verificationTokenStatements(schema, verificationTokens),
    claims,
    attempts: claims === null ? null : attemptStatements(schema),
    passwords,
    // Where it cannot be kept that an address was verified, everything would go at each sign-in.
    verifyEmail:
      isComplete &&
      claims !== null &&
      passwords !== null &&
      accountScripts !== null &&
      users.has('emailVerified')
        ? verification({
            users: userScripts,
            accounts: accountScripts,
            sessions: sessionScripts,
            passwords,
            claims,
          })
        : null,
    readSession: sessionReader(database, schema, { users, sessions }),
    isComplete,
  }
}

function isAddress(violation: UniqueViolation, { usersTable }: Live): boolean {
  return isAbout(violation, usersTable, 'email')
}

function isAccount(violation: UniqueViolation, { accountsTable }: Live): boolean {
  return accountsTable !== null && isAbout(violation, accountsTable, 'providerAccountId')
}

/** Whether what was violated is on this column, or on something that is made of it. */
function isAbout(violation: UniqueViolation, table: Table, property: string): boolean {
  const index = table.facts.indexes.find(({ name }) => name === violation.index)
  if (violation.table !== table.name && index === undefined) return false
  const on = index === undefined ? violation.columns : index.definition
  // The whole name: `email_hash` is another column.
  return on.split(/[^\w$]+/).includes(table.column(property))
}
