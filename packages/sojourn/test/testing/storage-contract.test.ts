import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { AtomicStorage, ReadSession } from '../../src/core/storage.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { ContractError, storageContract } from '../../src/testing/index.ts'

/** A storage with one fault, and a case that has to find it. */
interface Fault {
  fault: string
  found: string
  spoil: (good: AtomicStorage) => Partial<AtomicStorage>
}

const faults: Fault[] = [
  {
    fault: 'forgets whether an address was verified',
    found: 'keeps a person with every field',
    spoil: (good) => ({
      createUser: async (user, parts) => good.createUser({ ...user, emailVerified: null }, parts),
    }),
  },
  {
    fault: 'compares addresses without regard to case',
    found: 'finds a person only by the very address',
    spoil: (good) => ({
      readUserByEmail: async (email) => good.readUserByEmail(email.trim().toLowerCase()),
    }),
  },
  {
    fault: 'cuts off accounts at NUL',
    found: 'refuses texts with NUL and very long ones, or keeps them whole',
    spoil: (good) => ({
      readUserByAccount: async (provider, id) =>
        good.readUserByAccount(provider, id.split('\0')[0] ?? ''),
    }),
  },
  {
    fault: 'makes the person first and looks at the account later',
    found: 'makes nobody when the account is linked to another',
    spoil: (good) => ({
      async createUser(user, parts) {
        const made = await good.createUser(user)
        const { account } = parts ?? {}
        if (made === null || account === undefined) return made
        const { provider, type, providerAccountId } = account as Record<string, string>
        const linked = await good.linkAccount({
          userId: made.id,
          provider: provider ?? '',
          type: type ?? '',
          providerAccountId: providerAccountId ?? '',
        })
        return linked ? made : null
      },
    }),
  },
  {
    fault: 'brings back what was ended, when it is renewed',
    found: 'renews nothing that is not there',
    spoil: (good) => {
      const kept = new Map<string, Parameters<AtomicStorage['createSession']>[0]>()
      return {
        async createSession(session, effects) {
          kept.set(session.token, session)
          return good.createSession(session, effects)
        },
        async renewSession(key, renewal) {
          if (await good.renewSession(key, renewal)) return true
          const session = 'tokens' in key ? kept.get(key.tokens[0] ?? '') : undefined
          return session === undefined
            ? false
            : good.createSession({ ...session, id: crypto.randomUUID() })
        },
      }
    },
  },
  {
    fault: 'makes a session end earlier',
    found: 'never makes a session end earlier by renewing it',
    spoil: (good) => ({
      async renewSession(key, renewal) {
        const found = 'tokens' in key ? await good.readSession(key.tokens) : null
        if (found === null || found.session.id === null) return false
        await good.endSession(key)
        const token = 'tokens' in key ? (key.tokens[0] ?? '') : ''
        const { expiresAt } = renewal
        const id = crypto.randomUUID()
        return good.createSession({ ...found.session, id, token, expiresAt })
      },
    }),
  },
  {
    fault: 'ends the replaced session though none is created',
    found: 'replaces nothing when no session is created',
    spoil: (good) => ({
      async createSession(session, effects) {
        if (effects?.replaces !== undefined) await good.endSession(effects.replaces)
        return good.createSession(session, effects)
      },
    }),
  },
  {
    fault: 'derives the digest of a token itself',
    found: 'finds a session by any form of its token',
    spoil: (good) => ({
      readSession: (tokens) =>
        good.readSession(tokens.flatMap((token) => [token, token.replace(/^sha256:/, '')])),
    }),
  },
  {
    fault: 'ends the session of another by its id',
    found: 'finds, renews and ends a session by its id and its person',
    spoil: (good) => ({
      async endSession(key) {
        const owners = new Set<string>()
        for (const name of ['ada', 'eve']) {
          const owner = await good.readUserByEmail(`${name}@example.com`)
          if (owner !== null) owners.add(owner.id)
        }
        if ('tokens' in key) return good.endSession(key)
        for (const userId of owners) if (await good.endSession({ ...key, userId })) return true
        return false
      },
    }),
  },
  {
    fault: 'lists what has expired',
    found: 'lists the sessions that have not expired, newest first',
    spoil: (good) => ({ listSessions: async (userId) => good.listSessions(userId, 0) }),
  },
  {
    fault: 'ignores the limit',
    found: 'keeps the newest sessions up to the limit',
    spoil: (good) => ({
      createSession: async (session, effects) =>
        good.createSession(session, { ...effects, limit: undefined }),
    }),
  },
  {
    fault: 'adopts again what was ended',
    found: 'adopts nothing that was ended, however it was',
    spoil: (good) => ({
      createSession: async (session, effects) =>
        good.createSession(session, { ...effects, adopts: undefined }),
    }),
  },
  {
    fault: 'forgets what was ended when it is swept',
    found: 'remembers what was ended while its cookie is good',
    spoil: (good) => ({
      removeExpired: async (now, limit) => good.removeExpired(now * 2, limit),
    }),
  },
  {
    fault: 'does not remember when all sessions were ended',
    found: 'adopts nothing that was sealed before all sessions were ended',
    spoil: (good) => ({
      endSessions: async (userId, options) => good.endSessions(userId, { ...options, now: 0 }),
    }),
  },
  {
    fault: 'refuses the second of two servers that adopt',
    found: 'makes one record of 16 adoptions, and lets all 16 in',
    spoil: (good) => {
      const adopted = new Set<string>()
      return {
        async createSession(session, effects) {
          if (adopted.has(session.id)) return false
          adopted.add(session.id)
          return good.createSession(session, effects)
        },
      }
    },
  },
  {
    fault: 'forgets who was deleted',
    found: 'adopts nothing of somebody else who had the same id',
    spoil: (good) => {
      const deleted = new Set<string>()
      return {
        async deleteUser(id) {
          deleted.add(id)
          return good.deleteUser(id)
        },
        createSession: async (session, effects) =>
          good.createSession(
            session,
            deleted.has(session.userId) ? { ...effects, adopts: undefined } : effects,
          ),
      }
    },
  },
  {
    fault: 'ends a session with the browser only until it is renewed',
    found: 'keeps how long a session may be idle, and where, or refuses it',
    spoil: (good) => ({
      createSession: async (session, effects) =>
        good.createSession({ ...session, idleTime: null, persistent: true }, effects),
    }),
  },
  {
    fault: 'lets an old password in',
    found: 'creates no session of a sign-in that began before the password changed',
    spoil: (good) => ({
      createSession: async (session, effects) =>
        good.createSession(session, { ...effects, begunAt: undefined }),
    }),
  },
  {
    fault: 'refuses sign-ins because sessions were ended',
    found: 'creates a session of a sign-in while all are ended',
    spoil: (good) => {
      const endedAt = new Map<string, number>()
      return {
        createSession: async (session, effects) =>
          (effects?.begunAt ?? Infinity) < (endedAt.get(session.userId) ?? 0)
            ? false
            : good.createSession(session, effects),
        async endSessions(userId, options) {
          endedAt.set(userId, options.now)
          return good.endSessions(userId, options)
        },
      }
    },
  },
  {
    fault: 'gives a secret to whoever knows it',
    found: 'gives a one-time secret only to whom it was sent',
    spoil: (good) => ({
      useVerificationToken: async (_identifier, token) =>
        good.useVerificationToken('ada@example.com', token),
    }),
  },
  {
    fault: 'reads a secret and removes it later',
    found: 'gives a one-time secret to one of all who ask at once',
    spoil: (good) => {
      const seen = new Map<string, ReturnType<AtomicStorage['useVerificationToken']>>()
      return {
        async useVerificationToken(identifier, token) {
          const taken = seen.get(token) ?? good.useVerificationToken(identifier, token)
          seen.set(token, taken)
          await turn()
          seen.delete(token)
          return taken
        },
      }
    },
  },
  {
    fault: 'looks at the address before it makes the person, not while',
    found: 'makes one person of 20 sign-ups of one address',
    spoil: (good) => ({
      async createUser(user, parts) {
        if (typeof user.email === 'string' && (await good.readUserByEmail(user.email))) return null
        await turn()
        const made = await good.createUser(user, parts)
        return made ?? good.createUser({ ...user, email: `other+${crypto.randomUUID()}` }, parts)
      },
    }),
  },
  {
    fault: 'compares a password before it sets it, not while',
    found: 'sets the password of one of 16',
    spoil: (good) => ({
      async setPasswordHash(userId, change) {
        if ((await good.readPasswordHash(userId)) !== change.expected) return false
        await turn()
        const expected = await good.readPasswordHash(userId)
        return good.setPasswordHash(userId, { ...change, expected })
      },
    }),
  },
  {
    fault: 'ends sessions though the password was not set',
    found: 'ends the sessions with a new password, and only then',
    spoil: (good) => ({
      async setPasswordHash(userId, change) {
        if (change.ends !== null) await good.endSessions(userId, change.ends)
        return good.setPasswordHash(userId, change)
      },
    }),
  },
  {
    fault: 'looks at a claim before it takes it, not while',
    found: 'gives a claim to one of 16, also when it has expired',
    spoil: () => {
      const taken = new Map<string, number>()
      return {
        async claim(key, expiresAt, now) {
          const isFree = (taken.get(key) ?? 0) <= now
          await turn()
          if (isFree) taken.set(key, expiresAt)
          return isFree
        },
      }
    },
  },
  {
    fault: 'ends the surplus sessions after the new one was created',
    found: 'never has more sessions than the limit, nor fewer',
    spoil: (good) => ({
      async createSession(session, effects = {}) {
        const others = await good.listSessions(session.userId, 0)
        await turn()
        const created = await good.createSession(session, { ...effects, limit: undefined })
        for (const { id } of others.slice((effects.limit ?? 1000) - 1)) {
          if (id !== null) await good.endSession({ id, userId: session.userId })
        }
        return created
      },
    }),
  },
  {
    fault: 'looks whether sessions were ended before it adopts, not while',
    found:
      'adopts nothing while all sessions are being ended, and begins nothing while a password changes',
    spoil: (good) => {
      const endedAt = new Map<string, number>()
      return {
        async createSession(session, effects) {
          const issuedAt = effects?.adopts?.issuedAt ?? 0
          if ((endedAt.get(session.userId) ?? -1) >= issuedAt) return false
          await turn()
          if ((await good.findSession(session.id, session.userId)) !== null) return true
          return good.createSession(session)
        },
        async endSessions(userId, options) {
          endedAt.set(userId, options.now)
          return good.endSessions(userId, { ...options, now: 0 })
        },
      }
    },
  },
  {
    fault: 'looks for the person before it creates the session, not while',
    found: 'leaves nothing of somebody who is being deleted',
    spoil: (good) => {
      const created = new Map<string, ReadSession>()
      return {
        async createSession(session) {
          const user = await good.readUser(session.userId)
          if (user === null) return false
          await turn()
          created.set(session.token, { session, user })
          return true
        },
        readSession: ([token = '']) => created.get(token) ?? null,
      }
    },
  },
  {
    fault: 'looks for one form of a token after the other',
    found: 'never loses a session while the form of its token changes',
    spoil: (good) => ({
      async readSession(tokens) {
        for (const token of tokens) {
          const found = await good.readSession([token])
          if (found !== null) return found
          await turn()
        }
        return null
      },
      async renewSession(key, renewal) {
        await turn()
        return good.renewSession(key, renewal)
      },
    }),
  },
  {
    fault: 'brings back what is ended while it is renewed',
    found: 'brings back nothing by renewing what is being ended',
    spoil: (good) => ({
      async renewSession(key, renewal) {
        const found = 'tokens' in key ? await good.readSession(key.tokens) : null
        if (found === null) return false
        await turn()
        if (await good.renewSession(key, renewal)) return true
        const token = renewal.token ?? crypto.randomUUID()
        return good.createSession({ ...found.session, id: crypto.randomUUID(), token })
      },
    }),
  },
  {
    fault: 'remembers what it read',
    found: 'shows to one server at once what another has done',
    spoil: (good) => {
      const read = new Map<string, Awaited<ReturnType<AtomicStorage['readSession']>>>()
      return {
        async readSession(tokens) {
          const key = tokens.join(' ')
          if (!read.has(key)) read.set(key, await good.readSession(tokens))
          return read.get(key) ?? null
        },
      }
    },
  },
  {
    fault: 'removes without a limit',
    found: 'removes what has expired, in batches',
    spoil: (good) => ({ removeExpired: async (now) => good.removeExpired(now, 1000) }),
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

  it('has a name for each case, once', () => {
    const names = storageContract.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('says what was expected, what came and why it matters', async () => {
    const [first] = storageContract
    const open = (): AtomicStorage => ({ ...memoryStorage(), readUser: async () => null })
    await expect(first?.run({ open })).rejects.toThrow(/expected .+, but came null\. It matters/s)
  })

  it('runs races between two handles if there are two', async () => {
    let used = 0
    const open = memoryStorage()
    const reopen = (): AtomicStorage => ({
      ...open,
      async claim(key, expiresAt, now) {
        used += 1
        return open.claim(key, expiresAt, now)
      },
    })
    const race = storageContract.find(({ name }) => name.startsWith('gives a claim to one of 16'))
    await race?.run({ open: () => open, reopen, rounds: 1 })
    expect(used).toBe(16)
  })

  it('refuses to ask a basic storage for what is atomic', async () => {
    const race = storageContract.find(({ tier }) => tier === 'atomic')
    const open = () => ({ ...memoryStorage(), tier: 'basic' as const })
    await expect(race?.run({ open })).rejects.toThrow(TypeError)
  })
})
