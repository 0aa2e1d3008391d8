/**
 * Storages with one fault each in what accounts, verified addresses and counts ask of them: the contract has
 * to find it.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { AtomicStorage, Attempts } from '../../src/core/storage.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { ContractError, storageContract } from '../../src/testing/index.ts'

interface Fault {
  fault: string
  found: string
  spoil: (good: AtomicStorage) => Partial<AtomicStorage>
}

const prepared = 'leaves nothing that was prepared before an address was verified'
const lateLink = 'links nothing that was begun before all sessions ended'
const late = 'lets in no sign-in that began before an address was verified'

/** A `verifyEmail` of several steps: `verify` gets the person if the address is theirs and not verified. */
function inSteps(
  good: AtomicStorage,
  verify: (userId: string, now: number, hash: string | null) => Promise<unknown>,
): AtomicStorage['verifyEmail'] {
  return async (userId, email, { now }) => {
    const user = await good.readUser(userId)
    if (user?.email !== email) return null
    if (user.emailVerified !== null) return user
    const hash = await good.readPasswordHash(userId)
    await turn()
    await verify(userId, now, hash)
    return good.updateUser(userId, { emailVerified: new Date(now) })
  }
}

async function unlinkAll(good: AtomicStorage, userId: string): Promise<void> {
  for (const account of await good.listAccounts(userId)) {
    await good.unlinkAccountOf(userId, account, { needsOther: false })
  }
}

const faults: Fault[] = [
  {
    fault: 'lists accounts without their tokens',
    found: 'lists the accounts of a person with their tokens',
    spoil: (good) => ({
      listAccounts: async (userId) =>
        (await good.listAccounts(userId)).map(({ provider, type, providerAccountId }) => ({
          provider,
          type,
          providerAccountId,
          userId,
        })),
    }),
  },
  {
    fault: 'links what is not linked when it keeps tokens',
    found: 'links nothing by keeping tokens',
    spoil: (good) => ({
      async updateAccount(account) {
        if (await good.updateAccount(account)) return true
        const owner = await good.readUserByEmail('ada@example.com')
        return good.linkAccount({ ...account, userId: owner?.id ?? '' })
      },
    }),
  },
  {
    fault: 'does not ask since when an account is to be linked',
    found: lateLink,
    spoil: (good) => ({ linkAccount: async (account) => good.linkAccount(account) }),
  },
  {
    fault: 'links what was begun in the very moment',
    found: lateLink,
    spoil: (good) => ({
      linkAccount: async (account, { begunAt } = {}) =>
        good.linkAccount(account, { begunAt: begunAt === undefined ? undefined : begunAt + 1 }),
    }),
  },
  {
    fault: 'links nothing once a session was left',
    found: lateLink,
    spoil: (good) => {
      const left = new Set<string>()
      return {
        async endSessions(userId, options) {
          if (options.except !== undefined) left.add(userId)
          return good.endSessions(userId, options)
        },
        linkAccount: async (account, effects) =>
          !left.has(account.userId) && good.linkAccount(account, effects),
      }
    },
  },
  {
    fault: 'takes every end of a session for the end of all',
    found: 'links what was begun before what ends no session',
    spoil: (good) => {
      let isEnded = false
      return {
        async endSession(key) {
          isEnded = true
          return good.endSession(key)
        },
        linkAccount: async (account, effects) => !isEnded && good.linkAccount(account, effects),
      }
    },
  },
  {
    fault: 'looks whether an account comes too late before it links it, not while',
    found: 'leaves nothing of what is prepared while an address is verified',
    spoil: (good) => ({
      async linkAccount(account, effects) {
        if (effects?.begunAt === undefined) return good.linkAccount(account)
        const user = await good.readUser(account.userId)
        await turn()
        return user?.emailVerified === null && good.linkAccount(account)
      },
    }),
  },
  {
    fault: 'counts the other accounts first and unlinks later',
    found: 'leaves one of the last accounts of a person that are unlinked at once',
    spoil: (good) => ({
      async unlinkAccountOf(userId, account) {
        const others = (await good.listAccounts(userId)).length - 1
        await turn()
        return others === 0 ? 'last' : good.unlinkAccountOf(userId, account, { needsOther: false })
      },
    }),
  },
  {
    fault: 'forgets that a password is another way to sign in',
    found: 'unlinks an account of a person, unless it is their last way in',
    spoil: (good) => ({
      async unlinkAccountOf(userId, account, options) {
        const others = (await good.listAccounts(userId)).length - 1
        return others === 0 && options.needsOther
          ? 'last'
          : good.unlinkAccountOf(userId, account, options)
      },
    }),
  },
  {
    fault: 'leaves the password',
    found: prepared,
    spoil: (good) => ({
      verifyEmail: inSteps(good, async (userId, now) => {
        await unlinkAll(good, userId)
        await good.endSessions(userId, { now })
      }),
    }),
  },
  {
    fault: 'removes the password and remembers nothing of it',
    found: late,
    spoil: (good) => ({
      verifyEmail: inSteps(good, async (userId, now) => good.endSessions(userId, { now })),
      async setPasswordHash(userId, change) {
        return good.setPasswordHash(userId, { ...change, ends: null })
      },
    }),
  },
  {
    fault: 'does not look which address is verified',
    found: 'verifies no address but that of the person',
    spoil: (good) => ({
      async verifyEmail(userId, _, options) {
        const user = await good.readUser(userId)
        return good.verifyEmail(userId, user?.email ?? '', options)
      },
    }),
  },
  {
    fault: 'takes everything away at each sign-in',
    found: 'changes nothing where an address was verified before',
    spoil: (good) => ({
      async verifyEmail(userId, email, options) {
        await good.updateUser(userId, { emailVerified: null })
        return good.verifyEmail(userId, email, options)
      },
    }),
  },
  {
    fault: 'keeps no account',
    found: 'keeps the accounts of those who vouch for an address',
    spoil: (good) => ({
      verifyEmail: async (userId, email, { now }) =>
        good.verifyEmail(userId, email, { now, keepsAccountsOf: [] }),
    }),
  },
  {
    fault: 'looks whether a sign-in is late before it creates the session, not while',
    found: 'leaves nothing of what is prepared while an address is verified',
    spoil: (good) => ({
      async createSession(session, effects) {
        if (effects?.begunAt === undefined) return good.createSession(session, effects)
        const user = await good.readUser(session.userId)
        await turn()
        const { begunAt: _, ...rest } = effects
        return user?.emailVerified === null ? good.createSession(session, rest) : false
      },
    }),
  },
  {
    fault: 'verifies an address again while somebody else does',
    found: 'keeps what comes after one of 8 who verify an address',
    spoil: (good) => ({
      verifyEmail: inSteps(good, async (userId, now, hash) => {
        await turn()
        const present = await good.readPasswordHash(userId)
        await good.updateUser(userId, { emailVerified: null })
        const user = await good.readUser(userId)
        if (present !== hash || user !== null) {
          await good.verifyEmail(userId, user?.email ?? '', { now, keepsAccountsOf: [] })
        }
      }),
    }),
  },
  {
    fault: 'reads a count before it writes it',
    found: 'gives each of 16 attempts a number of its own',
    spoil: () => {
      const counts = new Map<string, Attempts>()
      return {
        async countAttempt(key, { now, endsAt }) {
          const open = counts.get(key)
          await turn()
          const counted =
            open === undefined || open.endsAt <= now
              ? { count: 1, endsAt }
              : { count: open.count + 1, endsAt: open.endsAt }
          counts.set(key, counted)
          return counted
        },
      }
    },
  },
  {
    fault: 'lets each attempt make the window longer',
    found: 'counts attempts until a window ends, then anew',
    spoil: (good) => ({
      async countAttempt(key, window) {
        const { count } = await good.countAttempt(key, window)
        return { count, endsAt: window.endsAt }
      },
    }),
  },
  {
    fault: 'begins anew where a clock is behind',
    found: 'counts attempts until a window ends, then anew',
    spoil: (good) => ({
      async countAttempt(key, window) {
        const counted = await good.countAttempt(key, window)
        if (counted.endsAt - window.now <= 3_600_000) return counted
        await good.forgetAttempts([key])
        return good.countAttempt(key, window)
      },
    }),
  },
  {
    fault: 'forgets all counts',
    found: 'forgets the counts that it is told to forget',
    spoil: (good) => ({
      forgetAttempts: async (keys) => good.forgetAttempts([...keys, 'a', 'b', 'c']),
    }),
  },
  {
    fault: 'never removes a count',
    found: 'removes counts that have ended, and no others',
    spoil: (good) => ({
      countAttempt: async (key, { now, endsAt }) => {
        const { count } = await good.countAttempt(key, { now, endsAt: endsAt + 86_400_000 })
        return { count, endsAt }
      },
    }),
  },
]

describe('the storage contract', () => {
  it.each(faults)('finds a storage that $fault', async ({ found, spoil }) => {
    const contractCase = storageContract.find(({ name }) => name === found)
    if (contractCase === undefined) throw new Error(`There is no case "${found}".`)
    const open = (): AtomicStorage => {
      const good = memoryStorage()
      return { ...good, ...spoil(good) }
    }
    await expect(contractCase.run({ open, rounds: 3 })).rejects.toBeInstanceOf(ContractError)
    await contractCase.run({ open: memoryStorage, rounds: 3 })
  })
})
