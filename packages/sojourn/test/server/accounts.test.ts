/**
 * Accounts as things: what a person sees of them, unlinking one, and deleting the person.
 */
import { describe, expect, it } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import {
  deleteUser,
  listAccounts,
  unlinkAccount,
} from '../../src/server/accounts/manage-accounts.ts'
import { type AuthConfig, resolveConfig } from '../../src/server/config.ts'
import { createEngine, type Engine } from '../../src/server/engine.ts'
import { createMemory } from '../../src/server/memory.ts'
import { answerRequest, toResponse } from '../../src/server/routes/answer-request.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fakeClock } from '../../src/testing/index.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { idOf, openDoor, signInAs } from '../support/sign-in.ts'
import { storages } from '../support/storages.ts'
import { secret } from '../support/test-auth.ts'

const mail = {
  id: 'email',
  name: 'E-mail',
  type: 'email',
  sendVerificationRequest: () => undefined,
} as const

function start(config: Partial<AuthConfig>): Engine {
  const logger = { error: () => undefined, warn: () => undefined }
  return createEngine(
    resolveConfig({ secret, providers: [openDoor], logger, ...config }),
    createMemory(),
  )
}

function browserOf(engine: Engine): TestBrowser {
  return createBrowser({
    handle: async (request) => toResponse(await answerRequest(engine, request)),
  })
}

/** Stores somebody with accounts of these providers. */
async function store(
  storage: AtomicStorage,
  providers: readonly string[],
  email: string | null = 'ada@example.com',
): Promise<string> {
  const user = await storage.createUser({ name: 'Ada', email, emailVerified: null })
  const userId = user?.id ?? ''
  for (const provider of providers) {
    await storage.linkAccount({ ...key(provider), type: 'oauth', userId, access_token: 'secret' })
  }
  return userId
}

function key(provider: string): { provider: string; providerAccountId: string } {
  return { provider, providerAccountId: `ada-of-${provider}` }
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  )
}

describe.each(storages)('accounts in %s', (_, createStorage) => {
  it('are listed without their tokens, and only to whom they belong', async () => {
    const storage = await createStorage()
    const engine = start({ adapter: storage })
    const id = await store(storage, ['github', 'gitlab'])
    const other = await store(storage, [], 'noor@example.com')
    const listed = await listAccounts(engine, id)
    expect(listed).toHaveLength(2)
    expect(listed).toEqual(
      expect.arrayContaining([
        { ...key('github'), type: 'oauth' },
        { ...key('gitlab'), type: 'oauth' },
      ]),
    )
    expect(await listAccounts(engine, other)).toEqual([])
    expect(await listAccounts(engine, 'nobody')).toEqual([])
  })

  it('are unlinked, all but the last', async () => {
    const storage = await createStorage()
    const engine = start({ adapter: storage })
    const id = await store(storage, ['github', 'gitlab'])
    expect(await codeOf(unlinkAccount(engine, id, key('github')))).toBe('done')
    expect(await storage.readUserByAccount('github', 'ada-of-github')).toBeNull()
    expect(await codeOf(unlinkAccount(engine, id, key('github')))).toBe('account_unknown')
    expect(await codeOf(unlinkAccount(engine, id, key('gitlab')))).toBe('account_last')
    expect(await listAccounts(engine, id)).toEqual([{ ...key('gitlab'), type: 'oauth' }])
  })

  it('are not unlinked by somebody else', async () => {
    const storage = await createStorage()
    const engine = start({ adapter: storage })
    const id = await store(storage, ['github', 'gitlab'])
    const mallory = await store(storage, [], 'mallory@example.com')
    expect(await codeOf(unlinkAccount(engine, mallory, key('github')))).toBe('account_unknown')
    expect(await listAccounts(engine, id)).toHaveLength(2)
  })

  it('are not all gone when two are unlinked at once', async () => {
    const storage = await createStorage()
    const engine = start({ adapter: storage })
    const names = ['one', 'two', 'three', 'four', 'five']
    const id = await store(storage, names)
    const results = await Promise.all(
      names.map(async (name) => codeOf(unlinkAccount(engine, id, key(name)))),
    )
    expect(results.filter((result) => result === 'done')).toHaveLength(4)
    expect(results.filter((result) => result === 'account_last')).toHaveLength(1)
    expect(await listAccounts(engine, id)).toHaveLength(1)
  })

  it.each([
    ['a password', true, [openDoor], 'ada@example.com', 'done'],
    ['an address, where mails let people in', false, [openDoor, mail], 'ada@example.com', 'done'],
    ['an address, where nothing is mailed', false, [openDoor], 'ada@example.com', 'account_last'],
    ['no address, where mails let people in', false, [openDoor, mail], null, 'account_last'],
    ['an address that no mail reaches', false, [openDoor, mail], 'ada@localhost', 'account_last'],
  ] as const)(
    'the last of a person with %s',
    async (__, hasPassword, providers, email, expected) => {
      const storage = await createStorage()
      const engine = start({ adapter: storage, providers })
      const id = await store(storage, ['github'], email)
      if (hasPassword) {
        const hash = '$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA'
        await storage.setPasswordHash(id, { hash, expected: null, ends: null })
      }
      expect(await codeOf(unlinkAccount(engine, id, key('github')))).toBe(expected)
    },
  )
})

describe.each(storages)('a person in %s who is deleted', (_, createStorage) => {
  it.each([
    ['stored', { strategy: 'database' }],
    ['sealed, with records', { strategy: 'jwt', maxStaleness: 60 }],
  ] as const)('is signed out everywhere: %s', async (__, session) => {
    const storage = await createStorage()
    const clock = fakeClock()
    const engine = start({ adapter: storage, session, now: clock.now })
    const [ada, alsoAda, noor] = [browserOf(engine), browserOf(engine), browserOf(engine)]
    await signInAs(ada, 'Ada')
    await signInAs(alsoAda, 'Ada')
    await signInAs(noor, 'Noor')
    const id = await idOf(storage, 'ada@example.com')
    // Reading for a page believes an answer for a minute, but not after a deletion by this process.
    const read = async (browser: TestBrowser): Promise<unknown> =>
      engine.strategy.read(engine, browser.request('/'))
    clock.advance({ minutes: 1 })
    expect(await read(ada)).toMatchObject({ user: { name: 'Ada' } })
    expect(await deleteUser(engine, id)).toBe(true)
    expect(await read(ada)).toBeNull()
    expect(await ada.session()).toEqual({})
    expect(await alsoAda.session()).toEqual({})
    expect(await noor.session()).toMatchObject({ user: { name: 'Noor' } })
    expect(await storage.readUser(id)).toBeNull()
    expect(await storage.readUserByAccount('credentials', id)).toBeNull()
    expect(await deleteUser(engine, id)).toBe(false)
  })
})

it('is said clearly where people are not stored, or the storage cannot list accounts', async () => {
  const none = start({})
  const basic = start({ adapter: { ...memoryStorage(), tier: 'basic' } as never })
  const calls = [
    listAccounts(none, '1'),
    unlinkAccount(none, '1', key('github')),
    deleteUser(none, '1'),
    listAccounts(basic, '1'),
    unlinkAccount(basic, '1', key('github')),
  ]
  const codes = await Promise.all(calls.map(codeOf))
  expect(new Set(codes)).toEqual(new Set(['configuration_invalid']))
  expect(await deleteUser(basic, '1')).toBe(false)
})
