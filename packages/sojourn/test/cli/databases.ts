/**
 * Databases to migrate, as their users have them.
 *
 * @module
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A database of Auth.js that was never migrated: sessions in clear, and no index on the address. */
const authJs = `
  create table users (
    id text primary key, name text, email text, "emailVerified" text, image text
  );
  create table accounts (
    id text primary key, "userId" text not null, type text not null, provider text not null,
    "providerAccountId" text not null
  );
  create table sessions (
    id text primary key, "sessionToken" text not null, "userId" text not null, expires text not null
  );
  create table verification_token (
    identifier text not null, token text not null, expires text not null,
    primary key (identifier, token)
  );
  insert into users (id, email) values ('1', 'ada@example.com');
`

/** Makes a SQLite file in a folder. */
export function makeSqlite(folder: string, sql: string = authJs): string {
  const file = join(folder, 'app.db')
  runSqlite(file, sql)
  return file
}

/** Runs statements on a file. */
export function runSqlite(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}

/** All that a file says about its tables. */
export function schemaOf(file: string): unknown {
  const database = new DatabaseSync(file)
  try {
    return database.prepare('select type, name, sql from sqlite_master order by name').all()
  } finally {
    database.close()
  }
}
