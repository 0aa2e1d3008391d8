import { DatabaseSync } from 'node:sqlite'
import { DrizzleAdapter } from '@auth/drizzle-adapter'
import { UnstorageAdapter } from '@auth/unstorage-adapter'
import { drizzle } from 'drizzle-orm/sqlite-proxy'
import { createStorage } from 'unstorage'
import { adapterContract } from './adapters-contract.ts'

const similarKeys = 'Its keys take `/`, `\\` and `:` for the same, and end at `?`.'

adapterContract(
  '@auth/unstorage-adapter, in memory',
  async () => UnstorageAdapter(createStorage()),
  {
    'moves a person to a free address': 'It never removes the key of the old address.',
    'gives a one-time secret to one of all who ask at once': 'It reads, and removes later.',
    'keeps accounts of similar ids apart': similarKeys,
    'keeps people of similar addresses apart': similarKeys,
    'keeps one-time secrets of similar addresses apart': similarKeys,
  },
)

// As the adapter documents its tables.
const schema = `
  CREATE TABLE user (
    id text PRIMARY KEY, name text, email text UNIQUE, emailVerified integer, image text
  );
  CREATE TABLE account (
    userId text NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    type text NOT NULL, provider text NOT NULL, providerAccountId text NOT NULL,
    refresh_token text, access_token text, expires_at integer, token_type text, scope text,
    id_token text, session_state text, PRIMARY KEY (provider, providerAccountId)
  );
  CREATE TABLE session (
    sessionToken text PRIMARY KEY, userId text NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    expires integer NOT NULL
  );
  CREATE TABLE verificationToken (
    identifier text NOT NULL, token text NOT NULL, expires integer NOT NULL,
    PRIMARY KEY (identifier, token)
  );
`

adapterContract('@auth/drizzle-adapter, on SQLite', async () => {
  const database = new DatabaseSync(':memory:')
  database.exec(schema)
  const client = drizzle(async (sql, parameters: (string | number | null)[], method) => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    const rows: unknown[] = statement.all(...parameters)
    return { rows: method === 'get' ? (rows[0] as unknown[]) : rows }
  })
  return DrizzleAdapter(client)
})
