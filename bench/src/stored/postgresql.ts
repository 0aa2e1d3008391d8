/**
 * PostgreSQL databases with as many sessions as a row wants, one for each schema.
 *
 * @module
 */
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { Client, Pool } from 'pg'
import { sqlStorage } from 'sojourn/storage/sql'
import { startPostgresql } from 'test-services/postgresql'
import type { Ground } from '../row.ts'
import { secret } from '../sealed-request.ts'
import { askedCount, digestOf, expires, rowOf, tokenOf } from './asked-sessions.ts'

/** The tables of the PostgreSQL adapter of Auth.js, as its page documents them: no index on the token. */
const authJsSchema = `
  create table users (id serial, name varchar(255), email varchar(255), "emailVerified" timestamptz, image text, primary key (id));
  create table sessions (id serial, "userId" integer not null, expires timestamptz not null,
    "sessionToken" varchar(255) not null, primary key (id));
`

/** What the bench adds for the contenders that are given an index, which the page does not mention. */
const authJsIndex = `create unique index on sessions ("sessionToken")`

const end = `'${expires.toISOString()}'`
const token = `encode(sha256(convert_to(random()::text || n, 'UTF8')), 'hex')`

/** Makes and fills the databases. */
export async function fillPostgresql(size: number): Promise<Ground> {
  const server = await startPostgresql()
  const env = {
    BENCH_SOJOURN: await server.createDatabase(),
    BENCH_AUTH_JS: await server.createDatabase(),
    BENCH_AUTH_JS_INDEXED: await server.createDatabase(),
    BENCH_BETTER_AUTH: await server.createDatabase(),
  }
  const storage = sqlStorage(env.BENCH_SOJOURN)
  await storage.migrate()
  await storage.close()
  await fill(env.BENCH_SOJOURN, size, digestOf, [
    `insert into users (id, name, email, image) select 'user-' || n, 'Ada Lovelace', 'ada' || n || '@example.com', 'https://example.com/ada.png' from generate_series(1, ${size}) n`,
    `insert into sessions (id, "userId", "sessionToken", expires, "publicId", "signedInAt", "renewedAt", persistent, "userAgent") select 'session-' || n, 'user-' || n, 'sha256:' || ${token}, ${end}, gen_random_uuid()::text, 1795262400000, 1795262400000, true, 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0' from generate_series(1, ${size}) n`,
    `update sessions set "sessionToken" = $1 where id = 'session-' || $2`,
  ])
  for (const [url, index] of [
    [env.BENCH_AUTH_JS, ''],
    [env.BENCH_AUTH_JS_INDEXED, authJsIndex],
  ] as const) {
    await run(url, authJsSchema + index)
    await fill(url, size, (own) => own, [
      `insert into users (name, email, image) select 'Ada Lovelace', 'ada' || n || '@example.com', 'https://example.com/ada.png' from generate_series(1, ${size}) n`,
      `insert into sessions ("userId", expires, "sessionToken") select n, ${end}, ${token} from generate_series(1, ${size}) n`,
      `update sessions set "sessionToken" = $1 where id = $2::text::integer`,
    ])
  }
  const pool = new Pool({ connectionString: env.BENCH_BETTER_AUTH })
  const { runMigrations } = await getMigrations({
    ...betterAuth({ secret, baseURL: 'http://localhost:3000' }).options,
    database: pool,
  })
  await runMigrations()
  await pool.end()
  await fill(env.BENCH_BETTER_AUTH, size, (own) => own, [
    `insert into "user" (id, name, email, "emailVerified", image, "createdAt", "updatedAt") select 'user-' || n, 'Ada Lovelace', 'ada' || n || '@example.com', false, 'https://example.com/ada.png', now(), now() from generate_series(1, ${size}) n`,
    `insert into "session" (id, "expiresAt", token, "createdAt", "updatedAt", "ipAddress", "userAgent", "userId") select 'session-' || n, ${end}, ${token}, now(), now(), '', '', 'user-' || n from generate_series(1, ${size}) n`,
    `update "session" set token = $1 where id = 'session-' || $2`,
  ])
  return { env, tearDown: () => server.stop() }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  await client.query(sql)
  await client.end()
}

async function fill(
  url: string,
  size: number,
  stored: (token: string) => string,
  [users, sessions, asked]: readonly [users: string, sessions: string, asked: string],
): Promise<void> {
  const client = new Client(url)
  await client.connect()
  await client.query(users)
  await client.query(sessions)
  for (let index = 0; index < askedCount; index++) {
    await client.query(asked, [stored(tokenOf(index)), String(rowOf(index, size))])
  }
  await client.query('vacuum analyze')
  await client.end()
}
