import { describe, expect, it } from 'vitest'

import { useDatabases } from './support/databases.ts'
import { authJsTables, sessionOf } from './support/samples.ts'

const databases = useDatabases()
const outdated = expect.objectContaining({ code: 'storage_outdated' })
const now = 1_795_305_600_000

const key = { provider: 'hub', type: 'oauth', providerAccountId: '1' }
const tokens = {
  access_token: 'access',
  refresh_token: 'refresh',
  id_token: 'id',
  token_type: 'bearer',
  scope: 'openid',
  session_state: 'state',
  expires_at: 2_000_000_000,
}

const styles = {
  'camel case': (name: string) =>
    name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  'snake case': (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  'lower case': (name: string) => name.replaceAll('_', '').toLowerCase(),
}

/** Tables whose columns are named in a style, with `expires_at` of a type, and Ada in them. */
function styledTables(style: keyof typeof styles, expiresAt: string): string {
  const name = (property: string): string => `"${styles[style](property)}"`
  const texts = [
    'refresh_token',
    'access_token',
    'id_token',
    'token_type',
    'scope',
    'session_state',
  ]
  return `
    create table users (id text primary key, name text, email text unique, ${name('emailVerified')} boolean, image text);
    create table accounts (${name('userId')} text not null references users (id), type text not null, provider text not null,
      ${name('providerAccountId')} text not null, ${name('expires_at')} ${expiresAt}, "favourite.Colour" text default 'green',
      ${texts.map((text) => `${name(text)} text`).join(', ')}, primary key (provider, ${name('providerAccountId')}));
    create table sessions (${name('sessionToken')} text primary key, ${name('userId')} text not null, expires bigint not null);
    insert into users (id, name, email) values ('1', 'Ada', 'ada@example.com'), ('2', 'Eve', 'eve@example.com')`
}

const databasesAndStyles = (['sqlite', 'postgresql'] as const).flatMap((dialect) =>
  (Object.keys(styles) as (keyof typeof styles)[]).map((style) => [dialect, style] as const),
)

describe.each(databasesAndStyles)('on %s, accounts in %s', (dialect, style) => {
  it('are listed and updated under the names of Auth.js', () =>
    databases.withTables(dialect, styledTables(style, 'bigint'), async (storage, { ask }) => {
      expect(await storage.linkAccount({ ...key, ...tokens, userId: '1' })).toBe(true)
      const listed = { ...key, ...tokens, userId: '1', 'favourite.Colour': 'green' }
      expect(await storage.listAccounts('1')).toEqual([listed])

      const later = { access_token: 'access 2', expires_at: 2_000_003_600, id_token: undefined }
      expect(await storage.updateAccount({ ...key, ...later })).toBe(true)
      expect(await storage.listAccounts('1')).toEqual([
        { ...listed, access_token: 'access 2', expires_at: 2_000_003_600 },
      ])
      const column = styles[style]('expires_at')
      const [row] = await ask(`select "${column}" as expires from accounts`)
      expect(Number(row?.['expires'])).toBe(2_000_003_600)
      expect(await storage.updateAccount({ ...key, refresh_token: null as never })).toBe(true)
      expect((await storage.listAccounts('1'))[0]).not.toHaveProperty('refresh_token')
    }))

  it('lose nothing of who they are to what a token endpoint answers', () =>
    databases.withTables(dialect, styledTables(style, 'bigint'), async (storage) => {
      await storage.linkAccount({ ...key, userId: '1' })
      const names = ['userId', 'providerAccountId', 'provider', 'type', 'id']
      const spellings = names.flatMap((name) => [
        styles['snake case'](name),
        styles['lower case'](name),
        name.toUpperCase(),
      ])
      const hostile = Object.fromEntries(spellings.map((name) => [name, '2']))
      await storage.updateAccount({ ...hostile, ...tokens, ...key })
      const lab = { ...key, provider: 'lab' }
      await storage.linkAccount({ ...hostile, ...lab, userId: '1' })
      expect(await storage.listAccounts('1')).toMatchObject([
        { ...key, ...tokens },
        { ...lab, userId: '1' },
      ])
      expect(await storage.listAccounts('2')).toEqual([])
    }))

  it('are no ones of an address that becomes verified, and that is kept in their form', () =>
    databases.withTables(dialect, styledTables(style, 'bigint'), async (storage, { ask }) => {
      await storage.migrate()
      const column = styles[style]('emailVerified')
      await ask(`update users set "${column}" = true where id = '2'`)
      await storage.linkAccount({ ...key, userId: '1' })
      const email = 'ada@example.com'
      const verified = await storage.verifyEmail('1', email, { now, keepsAccountsOf: [] })
      expect(verified).toMatchObject({ id: '1', email, emailVerified: expect.any(Date) })
      expect(await storage.listAccounts('1')).toEqual([])
      const [row] = await ask(`select "${column}" as verified from users where id = '1'`)
      expect([true, 1]).toContain(row?.['verified'])
      expect(
        await storage.createSession(sessionOf('1', 'late', { renewedAt: now + 1 }), {
          begunAt: now - 1,
        }),
      ).toBe(false)
    }))
})

describe('`expires_at`', () => {
  const in2033 = new Date(2_000_000_000_000)
  it.each([
    ['sqlite', 'integer', 2_000_000_000],
    ['sqlite', 'text', '2000000000'],
    ['sqlite', '', 2_000_000_000],
    ['postgresql', 'integer', 2_000_000_000],
    ['postgresql', 'bigint', '2000000000'],
    ['postgresql', 'numeric', '2000000000'],
    ['postgresql', 'text', '2000000000'],
    ['postgresql', 'timestamptz', in2033],
  ] as const)('on %s of type %j is %j', (dialect, type, stored) =>
    databases.withTables(dialect, styledTables('snake case', type), async (storage, { ask }) => {
      await storage.linkAccount({ ...key, userId: '1' })
      expect((await storage.listAccounts('1'))[0]).not.toHaveProperty('expires_at')
      await storage.updateAccount({ ...key, expires_at: tokens.expires_at })
      expect(await ask('select expires_at from accounts')).toEqual([{ expires_at: stored }])
      expect((await storage.listAccounts('1'))[0]?.expires_at).toBe(tokens.expires_at)
    }),
  )

  it.each(['sqlite', 'postgresql'] as const)('stays in milliseconds on %s', (dialect) =>
    databases.withTables(
      dialect,
      `${styledTables('snake case', 'bigint')};
        insert into accounts (user_id, type, provider, provider_account_id, expires_at) values
          ('1', 'oauth', 'hub', '1', 1795305600000), ('2', 'oauth', 'hub', '2', null)`,
      async (storage, { ask }) => {
        expect((await storage.listAccounts('1'))[0]?.expires_at).toBe(now / 1000)
        await storage.updateAccount({ ...key, providerAccountId: '2', ...tokens })
        const [row] = await ask(`select expires_at as at from accounts where user_id = '2'`)
        expect(Number(row?.['at'])).toBe(2_000_000_000_000)
      },
    ),
  )

  it.each([
    ['sqlite', 'integer'],
    ['postgresql', 'integer'],
    ['postgresql', 'bigint'],
    ['postgresql', 'timestamptz'],
  ] as const)('on %s of type %s holds whatever a provider says', (dialect, type) =>
    databases.withTables(dialect, styledTables('snake case', type), async (storage) => {
      await storage.linkAccount({ ...key, ...tokens, userId: '1' })
      for (const odd of [1e300, -1e300, 9_999_999_999, Number.NaN, Infinity, 1.5, 'soon', '7']) {
        const changed = storage.updateAccount({ ...key, expires_at: odd as number })
        expect(await changed, String(odd)).toBe(true)
        const [account] = await storage.listAccounts('1')
        expect(Number.isInteger(account?.expires_at), String(odd)).toBe(true)
      }
    }),
  )
})

describe.each(['sqlite', 'postgresql'] as const)('on %s, not migrated', (dialect) => {
  it('lists and keeps accounts, and refuses what needs more', () =>
    databases.withTables(dialect, styledTables('camel case', 'bigint'), async (storage) => {
      // Nothing here can remember that sessions were ended.
      expect(await storage.linkAccount({ ...key, userId: '1' }, { begunAt: 0 })).toBe(true)
      expect(await storage.updateAccount({ ...key, ...tokens })).toBe(true)
      expect(await storage.listAccounts('1')).toMatchObject([tokens])
      const window = { now, endsAt: now + 1 }
      for (const refused of [
        async () => storage.countAttempt('a', window),
        async () => storage.forgetAttempts(['a']),
        async () => storage.unlinkAccountOf('1', key, { needsOther: false }),
        async () => storage.verifyEmail('1', 'ada@example.com', { now, keepsAccountsOf: [] }),
      ]) {
        await expect(refused()).rejects.toEqual(outdated)
      }
      await storage.migrate()
      expect(await storage.countAttempt('a', window)).toEqual({ count: 1, endsAt: now + 1 })
      expect(await storage.unlinkAccountOf('1', key, { needsOther: true })).toBe('last')
    }))
})

it('refuses to verify an address where it cannot be kept, and removes nothing', () =>
  databases.withTables(
    'sqlite',
    `${authJsTables().replace('emailVerified integer, ', '')}
      insert into users (id, email) values ('1', 'ada@example.com')`,
    async (storage) => {
      await storage.migrate()
      await storage.linkAccount({ ...key, userId: '1' })
      const verifying = storage.verifyEmail('1', 'ada@example.com', { now, keepsAccountsOf: [] })
      await expect(verifying).rejects.toEqual(outdated)
      expect(await storage.listAccounts('1')).toHaveLength(1)
    },
  ))

it.each(['sqlite', 'postgresql'] as const)(
  'links nothing to nobody on %s where no foreign key forbids it',
  (dialect) =>
    databases.withTables(
      dialect,
      styledTables('camel case', 'bigint').replace(' references users (id)', ''),
      async (storage) => {
        expect(await storage.linkAccount({ ...key, userId: 'nobody' })).toBe(false)
        expect(await storage.linkAccount({ ...key, userId: '1' })).toBe(true)
        expect(await storage.listAccounts('nobody')).toEqual([])
      },
    ),
)

it('refuses a late sign-in and a late link of a person under any spelling of their id', () =>
  databases.withTables(
    'postgresql',
    authJsTables('uuid', 'bigint')
      .replace('emailVerified integer', 'emailVerified bigint')
      .replaceAll(/(emailVerified|userId|sessionToken|providerAccountId)/g, '"$1"'),
    async (storage) => {
      await storage.migrate()
      const id = '0b8d4b0e-0000-4000-8000-00000000000a'
      await storage.createUser({ id, email: 'ada@example.com', emailVerified: null })
      const loud = id.toUpperCase()
      await storage.linkAccount({ ...key, userId: loud })
      expect(await storage.listAccounts(loud)).toMatchObject([{ userId: id }])
      const options = { now, keepsAccountsOf: [] }
      expect(await storage.verifyEmail(loud, 'ada@example.com', options)).toMatchObject({ id })
      const late = sessionOf(id, 'late', { renewedAt: now })
      expect(await storage.createSession(late, { begunAt: now - 1 })).toBe(false)
      expect(await storage.linkAccount({ ...key, userId: loud }, { begunAt: now })).toBe(false)
      expect(await storage.listAccounts(id)).toEqual([])
    },
  ))
