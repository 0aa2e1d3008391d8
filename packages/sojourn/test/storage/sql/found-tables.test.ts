import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { sqlStorage } from '../../../src/storage/sql/index.ts'
import { useDatabases } from './support/databases.ts'
import { authJsTables, sessionOf } from './support/samples.ts'

const databases = useDatabases()
const dialects = ['sqlite', 'postgresql'] as const

/** Tables of Auth.js under names in the singular, beside people of another program. */
function besideOthers(
  foreignKey: string,
  { expires = 'bigint', verified = '"emailVerified" bigint,' } = {},
): string {
  return `
    create table users (id integer primary key, email text unique, password text);
    insert into users values (1, 'boss@legacy.example', 'x');
    create table "user" (id integer primary key, name text, email text unique, ${verified} image text);
    insert into "user" (id, email) values (1, 'ada@example.com');
    create table session ("sessionToken" text primary key, "userId" integer not null ${foreignKey}, expires ${expires} not null);
    create table account ("userId" integer not null ${foreignKey}, type text, provider text, "providerAccountId" text, primary key (provider, "providerAccountId"));
    insert into account values (1, 'oauth', 'github', '77');
    insert into session values ('token', 1, 4000000000000)`
}

describe.each(dialects)('the people of %s', (dialect) => {
  it.each([
    ['to which sessions and accounts refer', 'references "user" (id)'],
    ['whose table has a name of the form that the table of sessions has', ''],
  ])('are those %s', (_, foreignKey) =>
    databases.withTables(dialect, besideOthers(foreignKey), async (storage) => {
      expect((await storage.readSession(['token']))?.user.email).toBe('ada@example.com')
      const byAccount = await storage.readUserByAccount('github', '77')
      expect(byAccount?.email).toBe('ada@example.com')
      await storage.migrate()
      expect((await storage.readSession(['token']))?.user.email).toBe('ada@example.com')
    }),
  )

  it('are those to which sessions refer, whatever the names say', () => {
    const tables = besideOthers('references users (id)')
    return databases.withTables(dialect, tables, async (storage) => {
      const read = await storage.readSession(['token'])
      expect(read?.user.email).toBe('boss@legacy.example')
    })
  })

  it('are nobody if sessions refer to a table of another name', () => {
    const tables = besideOthers('references people (id)')
    const people =
      'create table people (id integer primary key, email text); insert into people values (1, null);'
    return databases.withTables(dialect, people + tables, async (storage) => {
      await expect(Promise.resolve(storage.readSession(['token']))).rejects.toMatchObject({
        code: 'storage_outdated',
        cause: expect.objectContaining({ message: expect.stringContaining('people') }),
      })
      await expect(storage.plan()).rejects.toThrow(/people.*Nothing was changed/)
      const { problems } = await storage.inspect()
      expect(problems.map(({ problem }) => problem).join()).toContain('people')
    })
  })

  it('are not guessed where sessions and accounts refer to different tables', () => {
    const tables = besideOthers('references "user" (id)').replace(
      'account ("userId" integer not null references "user" (id)',
      'account ("userId" integer not null references users (id)',
    )
    return databases.withTables(dialect, tables, async (storage) => {
      const read = storage.readUserByAccount('github', '77')
      await expect(read).rejects.toMatchObject({
        code: 'storage_outdated',
        cause: expect.objectContaining({
          message: expect.stringMatching(/user.*users|users.*user/),
        }),
      })
    })
  })

  it('are not guessed where two tables could be theirs', () => {
    const tables = `
      create table users (id integer primary key, email text unique);
      create table "user" (id integer primary key, email text unique)`
    return databases.withTables(dialect, tables, async (storage) => {
      await expect(storage.readUser('1')).rejects.toMatchObject({
        code: 'storage_outdated',
        cause: expect.objectContaining({ message: expect.stringMatching(/user and users/) }),
      })
      await expect(storage.plan()).rejects.toThrow(/user and users/)
      const { problems } = await storage.inspect()
      expect(problems.map(({ problem }) => problem)).toEqual([
        expect.stringContaining('user and users'),
      ])
    })
  })

  it('are in the one of two tables that says whether an address was verified', () => {
    const tables = `
      create table users (id integer primary key, email text unique);
      create table "user" (id integer primary key, email text unique, "emailVerified" bigint);
      insert into "user" (id, email) values (1, 'ada@example.com')`
    return databases.withTables(dialect, tables, async (storage) => {
      await storage.migrate()
      expect((await storage.readUser('1'))?.email).toBe('ada@example.com')
    })
  })
})

describe('columns', () => {
  it('of two spellings: the exact one counts, the other is the application’s', async () => {
    const sqlite = new DatabaseSync(':memory:')
    sqlite.exec(authJsTables())
    sqlite.exec('alter table users add column email_verified boolean')
    const at = Date.now()
    sqlite.exec(`insert into users (id, email, emailVerified, email_verified) values
      ('1', 'ada@example.com', ${at}, 0)`)
    const storage = sqlStorage({ sqlite })
    await storage.migrate()
    expect(await storage.readUser('1')).toMatchObject({
      emailVerified: new Date(at),
      email_verified: 0,
    })
    const eve = { id: '2', email: 'eve@example.com', emailVerified: new Date(at) }
    expect(await storage.createUser(eve)).toMatchObject(eve)
    const rows = sqlite.prepare(`select emailVerified, email_verified from users where id = '2'`)
    expect(rows.get()).toEqual({ emailVerified: at, email_verified: null })
  })

  it.each(dialects)('may have a dot in their name, on %s', (dialect) =>
    databases.withTables(
      dialect,
      'create table users (id text primary key, email text unique, "emailVerified" bigint, "address.city" text)',
      async (storage) => {
        await storage.migrate()
        const ada = { email: 'ada@example.com', emailVerified: null, 'address.city': 'London' }
        const made = await storage.createUser(ada)
        expect(made).toMatchObject(ada)
        await storage.createSession(sessionOf(made?.id ?? '', 'one'))
        expect((await storage.readSession(['sha256:one']))?.user).toEqual(made)
        expect(await storage.readUserByEmail('ada@example.com')).toEqual(made)
      },
    ),
  )

  it.each(dialects)('that nobody fills are told of, on %s', (dialect) =>
    databases.withTables(
      dialect,
      `create table users (id text primary key, name text, email text unique, "emailVerified" bigint,
         username text not null, rank integer not null default 1, "createdAt" bigint not null)`,
      async (storage) => {
        await storage.migrate()
        const { problems } = await storage.inspect()
        expect(problems).toEqual([
          {
            problem: expect.stringContaining('users.username'),
            mend: expect.stringContaining('default'),
          },
        ])
      },
    ),
  )

  it('of the time a row was made get it in the form of their table', async () => {
    const sqlite = new DatabaseSync(':memory:')
    const instant = '`2026-01-01 00:00:00.000 +00:00`'.replaceAll('`', "'")
    sqlite.exec(
      'create table `users` (`id` UUID primary key, `email` varchar(255) unique, `email_verified` datetime, `createdAt` DATETIME NOT NULL)',
    )
    sqlite.exec(`insert into users values ('1', 'x', ${instant}, ${instant})`)
    const storage = sqlStorage({ sqlite })
    await storage.migrate()
    await storage.createUser({ email: 'ada@example.com', emailVerified: null })
    const row = sqlite.prepare(`select createdAt from users where email <> 'x'`).get()
    expect(row?.['createdAt']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \+00:00$/)
  })
})

describe.each(dialects)('unique indexes of %s', (dialect) => {
  const tables =
    'create table users (id text primary key, email text, "emailVerified" bigint, email_hash text);'

  it('on the address in small letters are about the address', () =>
    databases.withTables(
      dialect,
      `${tables} create unique index one on users (lower(email))`,
      async (storage) => {
        await storage.migrate()
        const ada = { email: 'Ada@example.com', emailVerified: null }
        expect(await storage.createUser(ada)).not.toBeNull()
        expect(await storage.createUser({ ...ada, email: 'ada@example.com' })).toBeNull()
      },
    ))

  it('on another column are not', () =>
    databases.withTables(
      dialect,
      `${tables} create unique index one on users (email_hash)`,
      async (storage) => {
        await storage.migrate()
        const ada = { email: 'ada@example.com', emailVerified: null, email_hash: 'x' }
        expect(await storage.createUser(ada)).not.toBeNull()
        const eve = storage.createUser({ ...ada, email: 'eve@example.com' })
        await expect(eve).rejects.toThrow(/email_hash|one/)
      },
    ))
})

describe('the schema next_auth of PostgreSQL', () => {
  it('stops a migration that would make its tables a second time', () =>
    databases.withTables(
      'postgresql',
      `create schema next_auth;
       create table next_auth.users (id uuid primary key, name text, email text unique, "emailVerified" timestamptz, image text);
       create table next_auth.sessions (id uuid primary key, expires timestamptz not null, "sessionToken" text not null unique, "userId" uuid references next_auth.users (id));
       create table users (id serial primary key, email text)`,
      async (storage) => {
        await expect(storage.plan()).rejects.toThrow(/next_auth.*search_path.*Nothing was changed/)
        const { problems } = await storage.inspect()
        expect(problems.map(({ problem }) => problem).join()).toContain('next_auth')
        await expect(storage.readUser('1')).rejects.toMatchObject({ code: 'storage_outdated' })
      },
    ))
})
