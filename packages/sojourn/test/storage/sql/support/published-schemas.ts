/**
 * The schemas that Auth.js's adapters publish, with one signed-in person in them as each program writes
 * it. Statements are the published ones, or those that the program's own migration makes.
 *
 * @module
 */

/** When the person's address was verified. */
export const verifiedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
/** When the session ends. */
export const endsAt = Date.UTC(2027, 4, 6, 7, 8, 9, 123)
/** The token, in clear, as Auth.js stores it. */
export const token = 'clear-token-of-ada'

/** How a program keeps an instant. */
export interface InstantStyle {
  /** A literal of SQL. */
  readonly literal: (at: number) => string
  /** What the driver gives for it. */
  readonly stored: (at: number) => unknown
}

/** A published schema. */
export interface PublishedSchema {
  readonly name: string
  readonly dialect: 'sqlite' | 'postgresql'
  /** Makes the tables and rows. */
  readonly statements: readonly string[]
  /** The stored end of sessions, newest last, as text or number. */
  readonly expires: string
  readonly instants: InstantStyle
  /** Which adapter is installed and can be asked about it. */
  readonly adapter?: 'pg' | 'drizzle-pg' | 'drizzle-sqlite'
  /** What is known of when the address was verified, if not the instant. */
  readonly verified?: number
  /** A further column of people, and its value. */
  readonly further?: readonly [name: string, value: unknown]
}

const iso = (at: number): string => new Date(at).toISOString()
const spaced = (at: number): string => iso(at).replace('T', ' ').replace('Z', ' +00:00')

const isoText: InstantStyle = { literal: (at) => `'${iso(at)}'`, stored: iso }
const spacedText: InstantStyle = { literal: (at) => `'${spaced(at)}'`, stored: spaced }
const number: InstantStyle = { literal: String, stored: (at) => at }
const seconds: InstantStyle = {
  literal: (at) => String(Math.ceil(at / 1000)),
  stored: (at) => Math.ceil(at / 1000),
}
// Asked for as text, in UTC.
const moment: InstantStyle = {
  literal: (at) => `'${iso(at)}'`,
  stored: (at) => iso(at).replace('T', ' ').replace('Z', ''),
}

function camelCaseRows(
  [users, accounts, sessions]: readonly [string, string, string],
  { literal }: InstantStyle,
  ids: { readonly user: string; readonly own: boolean },
): string[] {
  const own = (id: string): readonly [string, string] => (ids.own ? ['id, ', `${id}, `] : ['', ''])
  const [accountId, accountValue] = own(`'a1'`)
  const [sessionId, sessionValue] = own(`'s1'`)
  return [
    `insert into ${users} (id, name, email, "emailVerified") values (${ids.user}, 'Ada', 'ada@example.com', ${literal(verifiedAt)})`,
    `insert into ${accounts} (${accountId}"userId", type, provider, "providerAccountId") values (${accountValue}${ids.user}, 'oauth', 'github', '42')`,
    `insert into ${sessions} (${sessionId}"sessionToken", "userId", expires) values (${sessionValue}'${token}', ${ids.user}, ${literal(endsAt)})`,
  ]
}

function prismaSqlite(type: string): string[] {
  return [
    `CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT, "email" TEXT, "emailVerified" ${type}, "image" TEXT, "createdAt" ${type} NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" ${type} NOT NULL)`,
    `CREATE TABLE "Account" ("userId" TEXT NOT NULL, "type" TEXT NOT NULL, "provider" TEXT NOT NULL, "providerAccountId" TEXT NOT NULL, "refresh_token" TEXT, "access_token" TEXT, "expires_at" INTEGER, "token_type" TEXT, "scope" TEXT, "id_token" TEXT, "session_state" TEXT, "createdAt" ${type} NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" ${type} NOT NULL, PRIMARY KEY ("provider", "providerAccountId"), CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE)`,
    `CREATE TABLE "Session" ("sessionToken" TEXT NOT NULL, "userId" TEXT NOT NULL, "expires" ${type} NOT NULL, "createdAt" ${type} NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" ${type} NOT NULL, CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE)`,
    `CREATE TABLE "VerificationToken" ("identifier" TEXT NOT NULL, "token" TEXT NOT NULL, "expires" ${type} NOT NULL, PRIMARY KEY ("identifier", "token"))`,
    `CREATE UNIQUE INDEX "User_email_key" ON "User"("email")`,
    `CREATE UNIQUE INDEX "Session_sessionToken_key" ON "Session"("sessionToken")`,
  ]
}

function prismaRows({ literal }: InstantStyle): string[] {
  return [
    `INSERT INTO "User" ("id", "name", "email", "emailVerified", "updatedAt") VALUES ('ckv1', 'Ada', 'ada@example.com', ${literal(verifiedAt)}, ${literal(verifiedAt)})`,
    `INSERT INTO "Account" ("userId", "type", "provider", "providerAccountId", "updatedAt") VALUES ('ckv1', 'oauth', 'github', '42', ${literal(verifiedAt)})`,
    `INSERT INTO "Session" ("sessionToken", "userId", "expires", "updatedAt") VALUES ('${token}', 'ckv1', ${literal(endsAt)}, ${literal(verifiedAt)})`,
  ]
}

const drizzleTables = (instant: string, quote: string): string[] => {
  const q = (name: string): string => quote + name + quote
  return [
    `CREATE TABLE ${q('user')} (${q('id')} text PRIMARY KEY NOT NULL, ${q('name')} text, ${q('email')} text, ${q('emailVerified')} ${instant}, ${q('image')} text)`,
    `CREATE TABLE ${q('account')} (${q('userId')} text NOT NULL REFERENCES ${q('user')}(${q('id')}) ON DELETE cascade, ${q('type')} text NOT NULL, ${q('provider')} text NOT NULL, ${q('providerAccountId')} text NOT NULL, ${q('refresh_token')} text, ${q('access_token')} text, ${q('expires_at')} integer, ${q('token_type')} text, ${q('scope')} text, ${q('id_token')} text, ${q('session_state')} text, PRIMARY KEY(${q('provider')}, ${q('providerAccountId')}))`,
    `CREATE TABLE ${q('session')} (${q('sessionToken')} text PRIMARY KEY NOT NULL, ${q('userId')} text NOT NULL REFERENCES ${q('user')}(${q('id')}) ON DELETE cascade, ${q('expires')} ${instant} NOT NULL)`,
    `CREATE TABLE ${q('verificationToken')} (${q('identifier')} text NOT NULL, ${q('token')} text NOT NULL, ${q('expires')} ${instant} NOT NULL, PRIMARY KEY(${q('identifier')}, ${q('token')}))`,
    `CREATE UNIQUE INDEX ${q('user_email_unique')} ON ${q('user')} (${q('email')})`,
  ]
}
const drizzleNames = ['"user"', '"account"', '"session"'] as const

function snakeCase(types: { id: string; instant: string; quote: string }): string[] {
  const q = (name: string): string => types.quote + name + types.quote
  const { id, instant } = types
  return [
    `CREATE TABLE ${q('users')} (${q('id')} ${id} PRIMARY KEY, ${q('name')} VARCHAR(255), ${q('email')} VARCHAR(255) UNIQUE, ${q('email_verified')} ${instant}, ${q('image')} VARCHAR(255))`,
    `CREATE TABLE ${q('accounts')} (${q('id')} ${id} PRIMARY KEY, ${q('type')} VARCHAR(255) NOT NULL, ${q('provider')} VARCHAR(255) NOT NULL, ${q('provider_account_id')} VARCHAR(255) NOT NULL, ${q('refresh_token')} VARCHAR(255), ${q('access_token')} VARCHAR(255), ${q('expires_at')} INTEGER, ${q('token_type')} VARCHAR(255), ${q('scope')} VARCHAR(255), ${q('id_token')} TEXT, ${q('session_state')} VARCHAR(255), ${q('user_id')} ${id} REFERENCES ${q('users')} (${q('id')}) ON DELETE SET NULL)`,
    `CREATE TABLE ${q('sessions')} (${q('id')} ${id} PRIMARY KEY, ${q('expires')} ${instant} NOT NULL, ${q('session_token')} VARCHAR(255) NOT NULL UNIQUE, ${q('user_id')} ${id} REFERENCES ${q('users')} (${q('id')}) ON DELETE SET NULL)`,
    `CREATE TABLE ${q('verification_tokens')} (${q('token')} VARCHAR(255) PRIMARY KEY, ${q('identifier')} VARCHAR(255) NOT NULL, ${q('expires')} ${instant} NOT NULL)`,
  ]
}

const ids = [1, 2, 3].map((id) => `'00000000-0000-4000-8000-00000000000${id}'`)

function snakeCaseRows({ literal }: InstantStyle): string[] {
  return [
    `insert into users (id, name, email, email_verified) values (${ids[0]}, 'Ada', 'ada@example.com', ${literal(verifiedAt)})`,
    `insert into accounts (id, user_id, type, provider, provider_account_id) values (${ids[1]}, ${ids[0]}, 'oauth', 'github', '42')`,
    `insert into sessions (id, session_token, user_id, expires) values (${ids[2]}, '${token}', ${ids[0]}, ${literal(endsAt)})`,
  ]
}

function kysely(types: { id: string; instant: string }): string[] {
  const { id, instant } = types
  return [
    `create table "User" ("id" ${id}, "name" text, "email" text unique, "emailVerified" ${instant}, "image" text)`,
    `create table "Account" ("id" ${id}, "userId" ${id.split(' ')[0]} references "User" ("id") on delete cascade not null, "type" text not null, "provider" text not null, "providerAccountId" text not null, "refresh_token" text, "access_token" text, "expires_at" bigint, "token_type" text, "scope" text, "id_token" text, "session_state" text)`,
    `create table "Session" ("id" ${id}, "userId" ${id.split(' ')[0]} references "User" ("id") on delete cascade not null, "sessionToken" text not null unique, "expires" ${instant} not null)`,
    `create table "VerificationToken" ("identifier" text not null, "token" text not null unique, "expires" ${instant} not null)`,
    `create index "Account_userId_index" on "Account" ("userId")`,
    `create index "Session_userId_index" on "Session" ("userId")`,
  ]
}

const asText = (column: string, table: string): string =>
  `select (${column} at time zone 'UTC')::timestamp(3)::text as expires from ${table}`
const asStored = (column: string, table: string): string =>
  `select ${column}::text as expires from ${table}`

/** All of them. */
export const publishedSchemas: readonly PublishedSchema[] = [
  {
    name: '@auth/kysely-adapter on SQLite',
    dialect: 'sqlite',
    statements: [
      ...kysely({ id: 'text primary key', instant: 'text' }),
      ...camelCaseRows(['"User"', '"Account"', '"Session"'], isoText, { user: `'u1'`, own: true }),
    ],
    expires: 'select expires from "Session"',
    instants: isoText,
  },
  {
    name: '@auth/drizzle-adapter on SQLite',
    dialect: 'sqlite',
    statements: [
      ...drizzleTables('integer', '`'),
      ...camelCaseRows(drizzleNames, number, { user: `'u1'`, own: false }),
    ],
    expires: 'select expires from session',
    instants: number,
    adapter: 'drizzle-sqlite',
  },
  {
    name: 'Drizzle on SQLite with seconds',
    dialect: 'sqlite',
    statements: [
      ...drizzleTables('integer', '`'),
      ...camelCaseRows(drizzleNames, seconds, { user: `'u1'`, own: false }),
    ],
    expires: 'select expires from session',
    instants: seconds,
    verified: Math.ceil(verifiedAt / 1000) * 1000,
  },
  {
    name: 'Prisma on SQLite, numbers',
    dialect: 'sqlite',
    statements: [...prismaSqlite('DATETIME'), ...prismaRows(number)],
    expires: 'select expires from "Session"',
    instants: number,
  },
  {
    name: 'Prisma on SQLite, text',
    dialect: 'sqlite',
    statements: [...prismaSqlite('DATETIME'), ...prismaRows(isoText)],
    expires: 'select expires from "Session"',
    instants: isoText,
  },
  {
    name: '@auth/sequelize-adapter on SQLite',
    dialect: 'sqlite',
    statements: [
      ...snakeCase({ id: 'UUID', instant: 'DATETIME', quote: '`' }),
      ...snakeCaseRows(spacedText),
    ],
    expires: 'select expires from sessions',
    instants: spacedText,
  },
  {
    name: 'a SQLite schema with a yes for the verified address',
    dialect: 'sqlite',
    statements: [
      ...drizzleTables('integer', '"').map((each) =>
        each.replace('"emailVerified" integer', '"emailVerified" boolean not null default false'),
      ),
      ...camelCaseRows(drizzleNames, number, { user: `'u1'`, own: false }),
      'update "user" set "emailVerified" = true',
    ],
    expires: 'select expires from session',
    instants: number,
    verified: 0,
  },
  {
    name: '@auth/pg-adapter',
    dialect: 'postgresql',
    statements: [
      'CREATE TABLE verification_token (identifier TEXT NOT NULL, expires TIMESTAMPTZ NOT NULL, token TEXT NOT NULL, PRIMARY KEY (identifier, token))',
      'CREATE TABLE accounts (id SERIAL, "userId" INTEGER NOT NULL, type VARCHAR(255) NOT NULL, provider VARCHAR(255) NOT NULL, "providerAccountId" VARCHAR(255) NOT NULL, refresh_token TEXT, access_token TEXT, expires_at BIGINT, id_token TEXT, scope TEXT, session_state TEXT, token_type TEXT, PRIMARY KEY (id))',
      'CREATE TABLE sessions (id SERIAL, "userId" INTEGER NOT NULL, expires TIMESTAMPTZ NOT NULL, "sessionToken" VARCHAR(255) NOT NULL, PRIMARY KEY (id))',
      'CREATE TABLE users (id SERIAL, name VARCHAR(255), email VARCHAR(255), "emailVerified" TIMESTAMPTZ, image TEXT, plan TEXT, PRIMARY KEY (id))',
      ...camelCaseRows(['users', 'accounts', 'sessions'], moment, { user: '1', own: false }),
      `update users set plan = 'gold'`,
      `select setval('users_id_seq', 1)`,
    ],
    expires: asText('expires', 'sessions'),
    instants: moment,
    adapter: 'pg',
    further: ['plan', 'gold'],
  },
  {
    name: '@auth/drizzle-adapter on PostgreSQL',
    dialect: 'postgresql',
    statements: [
      ...drizzleTables('timestamp', '"'),
      ...camelCaseRows(drizzleNames, moment, { user: `'u1'`, own: false }),
    ],
    expires: asStored('expires', 'session'),
    instants: moment,
    adapter: 'drizzle-pg',
  },
  {
    name: 'Prisma on PostgreSQL',
    dialect: 'postgresql',
    statements: [...prismaSqlite('TIMESTAMP(3)'), ...prismaRows(moment)],
    expires: asStored('expires', '"Session"'),
    instants: moment,
  },
  {
    name: 'Prisma on PostgreSQL, mapped to snake_case',
    dialect: 'postgresql',
    statements: [
      ...snakeCase({ id: 'TEXT', instant: 'TIMESTAMP(3)', quote: '"' }),
      ...snakeCaseRows(moment),
    ],
    expires: asStored('expires', 'sessions'),
    instants: moment,
  },
  {
    name: '@auth/sequelize-adapter on PostgreSQL',
    dialect: 'postgresql',
    statements: [
      ...snakeCase({ id: 'UUID', instant: 'TIMESTAMP WITH TIME ZONE', quote: '"' }),
      ...snakeCaseRows(moment),
    ],
    expires: asText('expires', 'sessions'),
    instants: moment,
  },
  {
    name: '@auth/kysely-adapter on PostgreSQL',
    dialect: 'postgresql',
    statements: [
      ...kysely({
        id: 'uuid primary key default gen_random_uuid()',
        instant: 'timestamptz',
      }),
      ...camelCaseRows(['"User"', '"Account"', '"Session"'], moment, {
        user: ids[0] ?? '',
        own: false,
      }),
    ],
    expires: asText('expires', '"Session"'),
    instants: moment,
  },
  {
    name: 'a PostgreSQL schema in lower case with a yes for the verified address',
    dialect: 'postgresql',
    statements: [
      ...snakeCase({
        id: 'BIGINT GENERATED BY DEFAULT AS IDENTITY',
        instant: 'timestamptz',
        quote: '',
      })
        .map((each) => each.replace('email_verified timestamptz', 'email_verified boolean'))
        .map((each) =>
          each.includes('TABLE users')
            ? each
            : each.replace('user_id BIGINT GENERATED BY DEFAULT AS IDENTITY', 'user_id bigint'),
        )
        .map((each) =>
          each
            .replaceAll(/(provider_account|session|email|user)_(id|token|verified)/g, '$1$2')
            .replaceAll('provider_account', 'provideraccount'),
        ),
      `insert into users (id, name, email, emailverified) values (1, 'Ada', 'ada@example.com', true)`,
      `insert into accounts (userid, type, provider, provideraccountid) values (1, 'oauth', 'github', '42')`,
      `insert into sessions (sessiontoken, userid, expires) values ('${token}', 1, ${moment.literal(endsAt)})`,
      `select setval(pg_get_serial_sequence('users', 'id'), 1)`,
    ],
    expires: asText('expires', 'sessions'),
    instants: moment,
    verified: 0,
  },
]
