/**
 * A server process of many. It is told in lines: `open <address>`, then `run <job>`; it answers each with
 * a line of JSON.
 *
 * @module
 */
import { createInterface } from 'node:readline'

import type { NewSession } from '../../../../src/core/storage.ts'
import { sqlStorage } from '../../../../src/storage/sql/index.ts'

const worker = Number(process.argv[2])
let storage = sqlStorage(':memory:')
const hour = 3_600_000
const rounds = 40

function session(userId: string, name: string, signedInAt: number): NewSession {
  return {
    id: name,
    token: `sha256:${name}`,
    userId,
    expiresAt: 4e12,
    signedInAt,
    renewedAt: null,
    idleTime: null,
    persistent: true,
    userAgent: null,
    address: null,
  }
}

async function each<T>(act: (round: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: rounds }, (_, round) => act(round)))
}

/** What each process does. What it returns goes to the test. */
const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
  migrate: () => storage.migrate(),
  /** Which addresses it got. */
  signUp: () =>
    each(async (round) => {
      const user = await storage.createUser(
        { email: `${round}@example.com`, emailVerified: null },
        {
          account: { provider: 'github', type: 'oauth', providerAccountId: `${round}` },
          passwordHash: `${worker}`,
        },
      )
      return user === null ? 0 : 1
    }),
  /** Which secrets it got. */
  takeSecrets: () =>
    each(async (round) => {
      const taken = await storage.useVerificationToken('ada', `secret ${round}`)
      return taken === null ? 0 : 1
    }),
  /** Which keys it got. */
  claim: () => each(async (round) => Number(await storage.claim(`key ${round}`, 4e12, 1e12))),
  /** Signs in again and again, with at most three sessions. */
  signIn: () =>
    each((round) =>
      storage.createSession(session('ada', `${worker}-${round}`, 1e12 + round), { limit: 3 }),
    ),
  /** Adopts what was sealed before, while another process ends all. */
  adopt: () =>
    each<unknown>((round) =>
      worker === 0
        ? storage.endSessions(`user ${round}`, { now: 1e12 })
        : storage.createSession(session(`user ${round}`, `${worker}-${round}`, 1e12), {
            adopts: { issuedAt: 1e12 - hour },
          }),
    ),
  /** Adopts a session that another process ends. */
  adoptEnded: () =>
    each<unknown>((round) =>
      worker === 0
        ? storage.endSession({ id: `${round}`, userId: `user ${round}` })
        : storage.createSession(session(`user ${round}`, `${round}`, 1e12), {
            adopts: { issuedAt: 1e12 },
          }),
    ),
  /** Signs somebody in whom another process deletes. */
  signInDeleted: () =>
    each<unknown>((round) =>
      worker === 0
        ? storage.deleteUser(`user ${round}`)
        : storage.createSession(session(`user ${round}`, `${worker}-${round}`, 1e12)),
    ),
  /** Renews while another process signs out. */
  renew: () =>
    each((round) =>
      worker === 0
        ? storage.endSession({ tokens: [`sha256:${round}`] })
        : storage.renewSession(
            { tokens: [`sha256:${round}`] },
            { expiresAt: 4e12, renewedAt: 1, signedInAt: 1 },
          ),
    ),
  /** Changes the password: of all who know the present one, one. */
  changePassword: () =>
    each(async (round) =>
      Number(
        await storage.setPasswordHash(`user ${round}`, {
          hash: `${worker}`,
          expected: 'old',
          ends: { now: 1e12 },
        }),
      ),
    ),
}

const commands: Readonly<Record<string, (argument: string) => Promise<unknown>>> = {
  // Everything is loaded and connected before it says so.
  open: async (address) => {
    await storage.close()
    storage = sqlStorage(address)
    await storage.plan()
  },
  run: async (job) => jobs[job]?.(),
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command = '', argument = ''] = line.split(' ')
  const result = await commands[command]?.(argument)
  process.stdout.write(`${JSON.stringify({ result })}\n`)
}
await storage.close()
