import { DrizzleAdapter } from '@auth/drizzle-adapter'
import createPgAdapter from '@auth/pg-adapter'
import { drizzle } from 'drizzle-orm/node-postgres'
import { Pool } from 'pg'
import { type Postgresql, startPostgresql } from 'test-services/postgresql'
import { afterAll, beforeAll } from 'vitest'
import type { Adapter } from '../../src/core/adapter.ts'
import { adapterContract } from './adapters-contract.ts'

// Both as their adapters document them.
const pgSchema = `
  CREATE TABLE verification_token (
    identifier TEXT NOT NULL, expires TIMESTAMPTZ NOT NULL, token TEXT NOT NULL,
    PRIMARY KEY (identifier, token)
  );
  CREATE TABLE accounts (
    id SERIAL PRIMARY KEY, "userId" INTEGER NOT NULL, type VARCHAR(255) NOT NULL,
    provider VARCHAR(255) NOT NULL, "providerAccountId" VARCHAR(255) NOT NULL,
    refresh_token TEXT, access_token TEXT, expires_at BIGINT, id_token TEXT, scope TEXT,
    session_state TEXT, token_type TEXT
  );
  CREATE TABLE sessions (
    id SERIAL PRIMARY KEY, "userId" INTEGER NOT NULL, expires TIMESTAMPTZ NOT NULL,
    "sessionToken" VARCHAR(255) NOT NULL
  );
  CREATE TABLE users (
    id SERIAL PRIMARY KEY, name VARCHAR(255), email VARCHAR(255), "emailVerified" TIMESTAMPTZ,
    image TEXT
  );
`
const drizzleSchema = `
  CREATE TABLE "user" (
    id text PRIMARY KEY, name text, email text UNIQUE, "emailVerified" timestamp, image text
  );
  CREATE TABLE account (
    "userId" text NOT NULL REFERENCES "user"(id) ON DELETE CASCADE,
    type text NOT NULL, provider text NOT NULL, "providerAccountId" text NOT NULL,
    refresh_token text, access_token text, expires_at integer, token_type text, scope text,
    id_token text, session_state text, PRIMARY KEY (provider, "providerAccountId")
  );
  CREATE TABLE session (
    "sessionToken" text PRIMARY KEY, "userId" text NOT NULL REFERENCES "user"(id) ON DELETE CASCADE,
    expires timestamp NOT NULL
  );
  CREATE TABLE "verificationToken" (
    identifier text NOT NULL, token text NOT NULL, expires timestamp NOT NULL,
    PRIMARY KEY (identifier, token)
  );
`

let postgresql: Postgresql
const pools: Pool[] = []

beforeAll(async () => {
  postgresql = await startPostgresql()
}, 60_000)

afterAll(async () => {
  await Promise.all(pools.map(close))
  await postgresql.stop()
})

/** Ends a pool and waits until its connections are closed, which `end` alone does not. */
async function close(pool: Pool): Promise<void> {
  let open = pool.totalCount
  const closed = new Promise<void>((resolve) => {
    if (open === 0) resolve()
    pool.on('remove', () => {
      open -= 1
      if (open === 0) resolve()
    })
  })
  await pool.end()
  await closed
}

/** Gives an adapter on the emptied tables of one database. */
function onTables(
  schema: string,
  tables: string,
  toAdapter: (pool: Pool) => Adapter,
): () => Promise<Adapter> {
  let pool: Pool | undefined
  return async () => {
    if (pool === undefined) {
      pool = new Pool({ connectionString: await postgresql.createDatabase() })
      pools.push(pool)
      await pool.query(schema)
    }
    await pool.query(`TRUNCATE ${tables} RESTART IDENTITY CASCADE`)
    return toAdapter(pool)
  }
}

adapterContract(
  '@auth/pg-adapter',
  onTables(pgSchema, 'users, accounts, sessions, verification_token', createPgAdapter),
)

adapterContract(
  '@auth/drizzle-adapter, on PostgreSQL',
  onTables(drizzleSchema, '"user", account, session, "verificationToken"', (pool) =>
    DrizzleAdapter(drizzle(pool)),
  ),
)
