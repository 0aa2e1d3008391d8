/**
 * What adapters may answer and how they may fail, each written out as a small adapter of its own.
 */
import { describe, expect, it } from 'vitest'
import type { Adapter } from '../../src/core/adapter.ts'
import { assertAdapterFor } from '../../src/server/adapter/assert-adapter.ts'
import { fromAdapter, missingAdapterMethods } from '../../src/server/adapter/from-adapter.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { storageContract } from '../../src/testing/index.ts'

const ada = { id: '1', name: 'Ada', email: 'ada@example.com', emailVerified: null }
const later = Date.parse('2026-12-01T00:00:00Z')

type Row = Record<string, unknown>
type WholeAdapter = { [Method in keyof Adapter]-?: NonNullable<Adapter[Method]> }

/** An adapter of one process, in the manner of NextAuth v4: ids are its own, dates are `Date`. */
function tables(): { adapter: WholeAdapter; users: Row[]; accounts: Row[]; sessions: Row[] } {
  const [users, accounts, sessions, tokens]: [Row[], Row[], Row[], Row[]] = [[], [], [], []]
  const find = (rows: Row[], key: Row): Row | undefined =>
    rows.find((row) => Object.entries(key).every(([name, value]) => row[name] === value))
  const take = (rows: Row[], key: Row): Row | null => {
    const row = find(rows, key)
    if (row !== undefined) rows.splice(rows.indexOf(row), 1)
    return row ?? null
  }
  const insert = (rows: Row[], row: Row, ...unique: Row[]): Row => {
    if (unique.some((key) => find(rows, key) !== undefined)) throw new Error('constraint')
    rows.push(row)
    return row
  }
  let nextId = 1
  const adapter: WholeAdapter = {
    createUser: async (user: Row) => {
      const unique = typeof user['email'] === 'string' ? [{ email: user['email'] }] : []
      return { ...insert(users, { ...user, id: String(nextId++) }, ...unique) }
    },
    getUser: async (id) => ({ ...find(users, { id }) }),
    getUserByEmail: async (email) => find(users, { email }) ?? null,
    getUserByAccount: async ({ provider, providerAccountId }: Row) => {
      const account = find(accounts, { provider, providerAccountId })
      return account === undefined ? null : (find(users, { id: account['userId'] }) ?? null)
    },
    updateUser: async (user: Row) => Object.assign(find(users, { id: user['id'] }) ?? {}, user),
    deleteUser: async (id) => {
      while (take(accounts, { userId: id }) !== null || take(sessions, { userId: id }) !== null);
      take(users, { id })
    },
    linkAccount: async (account: Row) => {
      const { provider, providerAccountId } = account
      insert(accounts, { ...account }, { provider, providerAccountId })
    },
    unlinkAccount: async ({ provider, providerAccountId }: Row) =>
      take(accounts, { provider, providerAccountId }),
    createSession: async (session: Row) => insert(sessions, { ...session }),
    getSessionAndUser: async (sessionToken) => {
      const session = find(sessions, { sessionToken })
      const user = session && find(users, { id: session['userId'] })
      return user === undefined ? null : { session, user }
    },
    updateSession: async ({ sessionToken, expires }: Row) => {
      const session = find(sessions, { sessionToken })
      return session === undefined ? null : Object.assign(session, { expires })
    },
    deleteSession: async (sessionToken) => {
      if (take(sessions, { sessionToken }) === null) throw new Error('Record to delete not found.')
    },
    createVerificationToken: async (token: Row) => insert(tokens, { ...token }),
    useVerificationToken: async ({ identifier, token }: Row) => {
      const taken = take(tokens, { identifier, token })
      return taken === null ? null : { token: taken['token'], expires: taken['expires'] }
    },
  }
  return { adapter, users, accounts, sessions }
}

/** An adapter that reads one session row, whatever the token. */
function reading(row: unknown): Adapter {
  return { getSessionAndUser: async () => row }
}

describe('an adapter as NextAuth v4 had them', () => {
  it.each(storageContract.filter(({ tier }) => tier === 'basic'))('$name', async ({ run }) => {
    await run({ open: () => fromAdapter(tables().adapter) })
  })
})

describe('fromAdapter', () => {
  it.each([
    ['a Date', new Date(later)],
    ['milliseconds', later],
    ['milliseconds in a bigint', BigInt(later)],
    ['milliseconds in a text', String(later)],
    ['an ISO text', '2026-12-01T00:00:00.000Z'],
  ])('reads an expiry that is %s', async (_, expires) => {
    const storage = fromAdapter(reading({ session: { userId: '1', expires }, user: ada }))
    expect((await storage.readSession(['a']))?.session.expiresAt).toBe(later)
  })

  it.each([
    ['an invalid Date', new Date('soon')],
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['a text that is no date', 'soon'],
    ['empty', ''],
    ['null', null],
    ['missing', undefined],
    ['an object', {}],
    ['beyond what a date can be', 9e15],
  ])('takes a session for none when its expiry is %s', async (_, expires) => {
    const storage = fromAdapter({
      ...reading({ session: { userId: '1', expires }, user: ada }),
      updateSession: async () => expect.unreachable('must not be written'),
    })
    expect(await storage.readSession(['a'])).toBeNull()
    const renewal = { expiresAt: later, renewedAt: later, signedInAt: later }
    expect(await storage.renewSession({ tokens: ['a'] }, renewal)).toBe(false)
  })

  it.each([
    ['nobody', null],
    ['somebody without an id', { ...ada, id: undefined }],
    ['somebody with an empty id', { ...ada, id: '' }],
    ['somebody whose id is an object like any other', { ...ada, id: {} }],
  ])('takes a session of %s for none', async (_, user) => {
    const storage = fromAdapter(reading({ session: { userId: '1', expires: later }, user }))
    expect(await storage.readSession(['a'])).toBeNull()
  })

  it.each([
    [7, '7'],
    [7n, '7'],
    [{ toString: () => '65f0' }, '65f0'],
  ])('writes the id %s as text', async (id, text) => {
    const user = { ...ada, id }
    const storage = fromAdapter(reading({ session: { userId: id, expires: later }, user }))
    const found = await storage.readSession(['a'])
    expect(found?.user.id).toBe(text)
    expect(found?.session.userId).toBe(text)
  })

  it.each([
    [true, new Date(0)],
    [new Date(later), new Date(later)],
    ['2026-12-01T00:00:00Z', new Date(later)],
    [false, null],
    [null, null],
    [undefined, null],
    ['yes', null],
    [new Date('soon'), null],
  ])('reads emailVerified %s', async (emailVerified, expected) => {
    const storage = fromAdapter({ getUserByEmail: async () => ({ ...ada, emailVerified }) })
    expect((await storage.readUserByEmail(ada.email))?.emailVerified).toEqual(expected)
  })

  it('asks for the forms of a token in the order given, and for no other', async () => {
    const asked: string[] = []
    const storage = fromAdapter({
      getSessionAndUser: async (token) => {
        asked.push(token)
        return null
      },
    })
    await storage.readSession(['sha256:a', 'clear'])
    expect(asked).toEqual(['sha256:a', 'clear'])
  })

  it('believes no database that compares loosely', async () => {
    const storage = fromAdapter({
      getUser: async () => ada,
      getUserByEmail: async () => ada,
      useVerificationToken: async () => ({ identifier: ada.email, expires: new Date(later) }),
    })
    expect(await storage.readUser('01')).toBeNull()
    expect(await storage.readUserByEmail('ÁDA@example.com')).toBeNull()
    expect(await storage.useVerificationToken('ÁDA@example.com', 'a')).toBeNull()
    expect(await storage.createUser({ ...ada, id: undefined, email: 'ÁDA@example.com' })).toBeNull()
  })

  it.each([
    ['Ada@Example.com', 'ada@example.com', true],
    ['ada@example.com', 'ADA@example.com', true],
    ['ada@example.com', 'ada@example.com ', false],
    ['adá@example.com', 'ada@example.com', false],
    ['ADÁ@example.com', 'adá@example.com', false],
    // The sign for Kelvin, which is a k in lower case.
    ['\u212Aim@example.com', 'kim@example.com', false],
    ['strasse@example.com', 'straße@example.com', false],
    [null, 'ada@example.com', false],
    [null, '', false],
  ])(
    'where a database finds %s for %s, says whether it is theirs: %s',
    async (stored, asked, isTheirs) => {
      const storage = fromAdapter({ getUserByEmail: async () => ({ ...ada, email: stored }) })
      const found = await storage.readUserByEmail(asked)
      expect(found).toEqual(isTheirs ? expect.objectContaining({ id: '1', email: stored }) : null)
    },
  )

  it('passes an id for adapters that want one', async () => {
    const { adapter } = tables()
    const ids: unknown[] = []
    const storage = fromAdapter({
      ...adapter,
      createUser: async (user: Row) => {
        ids.push(user['id'])
        return adapter.createUser(user) as unknown
      },
    })
    await storage.createUser({ name: 'Ada', emailVerified: null })
    expect(ids).toEqual([expect.stringMatching(/^[\da-f-]{36}$/)])
  })

  it('keeps the adapter as `this` of its methods', async () => {
    class ClassAdapter {
      found = ada
      async getUser(): Promise<unknown> {
        return this.found
      }
    }
    expect(await fromAdapter(new ClassAdapter()).readUser('1')).toMatchObject({ name: 'Ada' })
  })

  describe('when linking the account of a new person fails', () => {
    const account = { provider: 'hub', type: 'oauth', providerAccountId: '1' }
    const user = { name: 'Ada', email: 'ada@example.com', emailVerified: null }
    const failing = async (): Promise<never> => Promise.reject(new Error('connection lost'))

    it('deletes the person and says why', async () => {
      const { adapter, users } = tables()
      const storage = fromAdapter({ ...adapter, linkAccount: failing })
      await expect(storage.createUser(user, { account })).rejects.toThrow('connection lost')
      expect(users).toEqual([])
    })

    it('says why also if the adapter cannot delete', async () => {
      const { adapter } = tables()
      const storage = fromAdapter({ ...adapter, linkAccount: failing, deleteUser: undefined })
      await expect(storage.createUser(user, { account })).rejects.toThrow('connection lost')
    })

    it('says why also if deleting fails, too', async () => {
      const { adapter } = tables()
      const deleteUser = async (): Promise<never> => Promise.reject(new Error('still lost'))
      const storage = fromAdapter({ ...adapter, linkAccount: failing, deleteUser })
      await expect(storage.createUser(user, { account })).rejects.toThrow('connection lost')
    })

    it('deletes the person and answers null if somebody was faster', async () => {
      const { adapter, users, accounts } = tables()
      const linkAccount = async (link: Row): Promise<unknown> => {
        users.push({ ...ada, id: 'eve', email: 'eve@example.com' })
        accounts.push({ ...account, userId: 'eve' })
        return adapter.linkAccount(link) as unknown
      }
      const storage = fromAdapter({ ...adapter, linkAccount })
      expect(await storage.createUser(user, { account })).toBeNull()
      expect(users.map(({ id }) => id)).toEqual(['eve'])
      expect((await storage.readUserByAccount('hub', '1'))?.id).toBe('eve')
    })

    it('keeps the person if the account was linked all the same', async () => {
      const { adapter, users } = tables()
      const linkAccount = async (link: Row): Promise<never> => {
        await adapter.linkAccount(link)
        throw new Error('the answer got lost')
      }
      const storage = fromAdapter({ ...adapter, linkAccount })
      expect(await storage.createUser(user, { account })).toMatchObject({ name: 'Ada' })
      expect(users).toHaveLength(1)
    })
  })

  it('answers null when somebody takes the address meanwhile, and throws what else fails', async () => {
    const { adapter, users } = tables()
    const storage = fromAdapter({
      ...adapter,
      createUser: async (user: Row) => {
        if (user['email'] === 'ada@example.com') users.push({ ...ada })
        throw new Error('constraint or connection')
      },
    })
    expect(await storage.createUser({ ...ada, id: undefined })).toBeNull()
    const eve = { ...ada, id: undefined, email: 'eve@example.com' }
    await expect(storage.createUser(eve)).rejects.toThrow('constraint or connection')
  })

  it('makes nobody over a person who has the id', async () => {
    const { adapter, users } = tables()
    users.push({ ...ada })
    const storage = fromAdapter(adapter)
    expect(await storage.createUser({ ...ada, email: 'other@example.com' })).toBeNull()
    expect(users).toHaveLength(1)
  })

  it('brings nothing back through an adapter whose updates return nothing', async () => {
    const { adapter, users, sessions } = tables()
    users.push({ ...ada })
    const storage = fromAdapter({
      ...adapter,
      updateSession: async (update: Row) => {
        if (sessions.length > 0) await adapter.updateSession(update)
      },
    })
    const session = { sessionToken: 'a', userId: '1', expires: new Date(later) }
    const renewal = { expiresAt: later + 1000, renewedAt: later, signedInAt: later }
    await adapter.createSession(session)
    expect(await storage.renewSession({ tokens: ['a'] }, renewal)).toBe(true)
    expect((await storage.readSession(['a']))?.session.expiresAt).toBe(later + 1000)

    const racing = fromAdapter({
      ...adapter,
      updateSession: async () => {
        sessions.length = 0
      },
    })
    const more = { ...renewal, expiresAt: later + 2000 }
    expect(await racing.renewSession({ tokens: ['a'] }, more)).toBe(false)
    expect(sessions).toEqual([])
  })

  it('ends once what somebody else is ending', async () => {
    const { adapter, users, sessions } = tables()
    users.push({ ...ada })
    await adapter.createSession({ sessionToken: 'a', userId: '1', expires: new Date(later) })
    const storage = fromAdapter({
      ...adapter,
      deleteSession: async (token) => {
        sessions.length = 0
        await adapter.deleteSession(token)
      },
    })
    expect(await storage.endSession({ tokens: ['a'] })).toBe(false)
    await adapter.createSession({ sessionToken: 'b', userId: '1', expires: new Date(later) })
    const broken = fromAdapter({
      ...adapter,
      deleteSession: async () => Promise.reject(new Error('connection lost')),
    })
    await expect(broken.endSession({ tokens: ['b'] })).rejects.toThrow('connection lost')
  })

  it('refuses what only an atomic storage can promise', async () => {
    const storage = fromAdapter(tables().adapter)
    const session = {
      id: 's',
      token: 'a',
      userId: '1',
      expiresAt: later,
      signedInAt: later,
      renewedAt: later,
      idleTime: null,
      persistent: true,
      userAgent: null,
      address: null,
    }
    const effects = [{ limit: 1 }, { adopts: { issuedAt: later } }]
    for (const effect of effects) {
      await expect(storage.createSession(session, effect)).rejects.toThrow(/tier "atomic"/)
    }
    const parts = { passwordHash: 'x' }
    await expect(storage.createUser({ emailVerified: null }, parts)).rejects.toThrow(TypeError)
  })

  it('knows no session by a public id', async () => {
    const storage = fromAdapter(reading({ session: { userId: '1', expires: later }, user: ada }))
    expect(await storage.endSession({ id: 's', userId: '1' })).toBe(false)
  })

  it('names the method that an adapter lacks, and what needs it', async () => {
    await expect(fromAdapter({}).readSession(['a'])).rejects.toThrow(
      new TypeError(
        'The adapter has no method "getSessionAndUser", which "readSession" of the storage needs.',
      ),
    )
  })
})

describe('missingAdapterMethods', () => {
  it('finds nothing missing in a whole adapter', () => {
    const needs = ['users', 'sessions', 'verificationTokens', 'deletingUsers'] as const
    expect(missingAdapterMethods(tables().adapter, [...needs, 'unlinkingAccounts'])).toEqual([])
  })

  it('names each method once, and only what is needed', () => {
    const { getUser: _getUser, updateSession: _updateSession, ...adapter } = tables().adapter
    expect(missingAdapterMethods(adapter, ['users'])).toEqual(['getUser'])
    expect(missingAdapterMethods(adapter, ['users', 'sessions'])).toEqual([
      'getUser',
      'updateSession',
    ])
    expect(missingAdapterMethods(adapter, ['verificationTokens'])).toEqual([])
  })
})

describe('assertAdapterFor', () => {
  const what = 'The provider "email"'

  it('accepts a whole adapter, and a storage of ours', () => {
    for (const adapter of [tables().adapter, memoryStorage()]) {
      expect(() => assertAdapterFor(adapter, what, ['verificationTokens'])).not.toThrow()
    }
  })

  it('names what an adapter lacks, and who needs it', () => {
    const { useVerificationToken: _lacking, ...adapter } = tables().adapter
    expect(() => assertAdapterFor(adapter, what, ['users', 'verificationTokens'])).toThrow(
      /^The provider "email" needs useVerificationToken, which the adapter lacks\./,
    )
    expect(() => assertAdapterFor(adapter, what, ['users'])).not.toThrow()
  })

  it('says that there is no adapter', () => {
    expect(() => assertAdapterFor(undefined, what, ['verificationTokens'])).toThrow(
      new TypeError(`${what} needs an adapter. Configure one, such as \`sqlStorage(…)\`.`),
    )
  })
})
