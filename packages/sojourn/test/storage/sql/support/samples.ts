/**
 * What tests of the SQL storage store.
 *
 * @module
 */
import type { NewSession } from '../../../../src/core/storage.ts'

/** Tables of Auth.js on SQLite, without what is added. `ids` and `expires` are types of columns. */
export function authJsTables(ids = 'text', expires = 'integer'): string {
  return `
    create table users (id ${ids} primary key, name text, email text unique, emailVerified integer, image text);
    create table accounts (userId ${ids} not null, type text not null, provider text not null,
      providerAccountId text not null, primary key (provider, providerAccountId));
    create table sessions (sessionToken text primary key, userId ${ids} not null, expires ${expires} not null);
    create table verificationToken (identifier text, token text, expires ${expires}, primary key (identifier, token));`
}

/** A session that is good for a day. Its token is `sha256:` and its id. */
export function sessionOf(
  userId: string,
  id: string,
  fields: Partial<NewSession> = {},
): NewSession {
  const now = Date.now()
  return {
    id,
    token: `sha256:${id}`,
    userId,
    expiresAt: now + 86_400_000,
    signedInAt: now,
    renewedAt: now,
    idleTime: null,
    persistent: true,
    userAgent: null,
    address: null,
    ...fields,
  }
}
