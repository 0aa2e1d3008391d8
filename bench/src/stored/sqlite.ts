/**
 * SQLite files with as many sessions as a row wants, one for each schema.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { sqlStorage } from 'sojourn/storage/sql'
import type { Ground } from '../row.ts'
import { secret } from '../sealed-request.ts'
import { askedCount, digestOf, expires, rowOf, tokenOf } from './asked-sessions.ts'

/** The table of the Kysely adapter of Auth.js, as its page documents it. */
const authJsSchema = `
  create table "User" ("id" text primary key, "name" text, "email" text unique, "emailVerified" text, "image" text);
  create table "Session" ("id" text primary key, "userId" text not null references "User" ("id") on delete cascade,
    "sessionToken" text not null unique, "expires" text not null);
  create index "Session_userId_index" on "Session" ("userId");
`

/** Numbers from 1 to `size`, as a table. */
const numbers = (size: number): string =>
  `with recursive numbers (n) as (values (1) union all select n + 1 from numbers where n < ${size})`

/** Makes and fills the files. */
export async function fillSqlite(size: number): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-sqlite-'))
  const env = {
    BENCH_SOJOURN: join(folder, 'sojourn.db'),
    BENCH_AUTH_JS: join(folder, 'auth-js.db'),
    BENCH_BETTER_AUTH: join(folder, 'better-auth.db'),
  }
  const storage = sqlStorage(env.BENCH_SOJOURN)
  await storage.migrate()
  await storage.close()
  fill(env.BENCH_SOJOURN, size, {
    users: `insert into users (id, name, email, image) select 'user-' || n, 'Ada Lovelace', 'ada' || n || '@example.com', 'https://example.com/ada.png' from numbers`,
    sessions: `insert into sessions (id, "userId", "sessionToken", expires, "publicId", "signedInAt", "renewedAt", persistent, "userAgent") select 'session-' || n, 'user-' || n, 'sha256:' || lower(hex(randomblob(32))), __EXPIRES__, lower(hex(randomblob(16))), 1795262400000, 1795262400000, 1, 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0' from numbers`,
    asked: `update sessions set "sessionToken" = ? where id = 'session-' || ?`,
    token: digestOf,
  })
  const authJs = new DatabaseSync(env.BENCH_AUTH_JS)
  authJs.exec(authJsSchema)
  authJs.close()
  fill(env.BENCH_AUTH_JS, size, {
    users: `insert into "User" select 'user-' || n, 'Ada Lovelace', 'ada' || n || '@example.com', null, 'https://example.com/ada.png' from numbers`,
    sessions: `insert into "Session" select 'session-' || n, 'user-' || n, lower(hex(randomblob(32))), '${expires.toISOString()}' from numbers`,
    asked: `update "Session" set "sessionToken" = ? where id = 'session-' || ?`,
    token: (token) => token,
  })
  const { runMigrations } = await getMigrations({
    ...betterAuth({ secret, baseURL: 'http://localhost:3000' }).options,
    database: new DatabaseSync(env.BENCH_BETTER_AUTH),
  })
  await runMigrations()
  const date = expires.toISOString()
  fill(env.BENCH_BETTER_AUTH, size, {
    users: `insert into "user" (id, name, email, "emailVerified", image, "createdAt", "updatedAt") select 'user-' || n, 'Ada Lovelace', 'ada' || n || '@example.com', 0, 'https://example.com/ada.png', '2026-11-21T00:00:00.000Z', '2026-11-21T00:00:00.000Z' from numbers`,
    sessions: `insert into "session" (id, "expiresAt", token, "createdAt", "updatedAt", "ipAddress", "userAgent", "userId") select 'session-' || n, '${date}', lower(hex(randomblob(32))), '2026-11-21T00:00:00.000Z', '${new Date().toISOString()}', '', '', 'user-' || n from numbers`,
    asked: `update "session" set token = ? where id = 'session-' || ?`,
    token: (token) => token,
  })
  return { env, tearDown: () => rm(folder, { recursive: true, force: true }) }
}

interface Filling {
  readonly users: string
  readonly sessions: string
  /** Gives a row the token of a session that is asked for. */
  readonly asked: string
  /** The form in which the token is stored. */
  readonly token: (token: string) => string
}

function fill(file: string, size: number, filling: Filling): void {
  const database = new DatabaseSync(file)
  const { type } = (database
    .prepare(`select type from pragma_table_info('sessions') where name = 'expires'`)
    .get() ?? { type: 'text' }) as { type: string }
  const stored = /int/i.test(type) ? String(expires.getTime()) : `'${expires.toISOString()}'`
  database.exec('begin')
  database.exec(filling.users.replace(/ select /, ` ${numbers(size)} select `))
  database.exec(
    filling.sessions
      .replace(/ select /, ` ${numbers(size)} select `)
      .replace('__EXPIRES__', stored),
  )
  const give = database.prepare(filling.asked)
  for (let index = 0; index < askedCount; index++) {
    give.run(filling.token(tokenOf(index)), String(rowOf(index, size)))
  }
  database.exec('commit')
  database.exec('analyze')
  database.close()
}
