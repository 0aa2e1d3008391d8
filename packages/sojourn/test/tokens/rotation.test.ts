import { describe, expect, it, vi } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import type { TokensOptions } from '../../src/tokens/index.ts'
import { useDatabases } from '../storage/sql/support/databases.ts'
import {
  type Answer,
  bearer,
  openSite,
  openStorage,
  otherSecret,
  pairOf,
  password,
  secret,
  type Site,
  siteOn,
} from './support/site.ts'

// A password costs 40 ms of a core that nobody else wants.
vi.setConfig({ testTimeout: 30_000 })

const databases = useDatabases()
const day = 86_400_000

/** On each kind of storage, with as many processes as asked for; each test has a database of its own. */
const storages: readonly [string, () => Promise<AtomicStorage>][] = [
  ['memory', async () => memoryStorage()],
  ['SQLite', async () => openStorage(await databases.create('sqlite'))],
  ['PostgreSQL', async () => openStorage(await databases.create('postgresql'))],
]

function refused(code: string): object {
  return { status: 401, body: { code } }
}

/** A storage as a slow process sees it: before its first write others do something. */
function beforeWriting(storage: AtomicStorage, before: () => Promise<unknown>): AtomicStorage {
  let isFirst = true
  return {
    ...storage,
    async renewSession(key, renewal) {
      if (isFirst) {
        isFirst = false
        await before()
      }
      return storage.renewSession(key, renewal)
    },
  }
}

describe.each(storages)('a refresh token on %s', (_, create) => {
  const open = async (options: Partial<TokensOptions> = {}): ReturnType<typeof openSite> =>
    openSite(await create(), options)

  it('is replaced by another one, with a new access token, for a week from then on', async () => {
    const site = await open()
    const first = await site.login()
    site.clock.advance({ hours: 5 })
    const second = pairOf(await site.refresh(first.refreshToken))
    expect(second.expiresIn).toBe(900)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect((await site.session(second.token)).status).toBe(200)
    const [record, ...others] = await site.records()
    expect(others).toEqual([])
    expect(record).toMatchObject({
      renewedAt: site.clock.now(),
      expiresAt: site.clock.now() + 7 * day,
      signedInAt: site.clock.now() - 5 * 3_600_000,
    })
    expect((await site.refresh(second.refreshToken)).status).toBe(200)
  })

  it('gets the same successor for 30 seconds more, which extends nothing (lost answer)', async () => {
    const site = await open()
    const { refreshToken } = await site.login()
    site.clock.advance({ hours: 1 })
    const lost = pairOf(await site.refresh(refreshToken))
    const before = await site.records()
    site.clock.advance({ seconds: 30 })
    const again = pairOf(await site.refresh(refreshToken))
    expect(again.refreshToken).toBe(lost.refreshToken)
    expect((await site.session(again.token)).status).toBe(200)
    expect(await site.records()).toEqual(before)
    expect(site.told.map(([name, { isRepeated }]) => [name, isRepeated])).toEqual([
      ['signIn', undefined],
      ['refresh', false],
      ['refresh', true],
    ])
    expect((await site.refresh(again.refreshToken)).status).toBe(200)
  })

  it('ends the session when it is used after that, and says so once', async () => {
    const site = await open()
    const { refreshToken } = await site.login()
    const next = pairOf(await site.refresh(refreshToken))
    site.clock.advance({ seconds: 31 })
    expect(await site.refresh(refreshToken)).toMatchObject(refused('refresh_token_reused'))
    expect(await site.records()).toEqual([])
    expect(await site.refresh(next.refreshToken)).toMatchObject(refused('session_ended'))
    expect(await site.refresh(refreshToken)).toMatchObject(refused('session_ended'))
    expect(await site.session(next.token)).toMatchObject(refused('session_ended'))
    const reuses = site.told.filter(([name]) => name === 'refreshTokenReused')
    expect(reuses).toEqual([
      [
        'refreshTokenReused',
        {
          userId: site.userId,
          sessionId: expect.any(String),
          cause: 'previous',
          address: '192.0.2.1',
          userAgent: null,
        },
      ],
    ])
  })

  it('ends the session at once when it is older than the previous one', async () => {
    const site = await open()
    const { refreshToken } = await site.login()
    const other = await site.login()
    const second = pairOf(await site.refresh(refreshToken))
    await site.refresh(second.refreshToken)
    expect(await site.refresh(refreshToken)).toMatchObject(refused('refresh_token_reused'))
    expect(site.told.at(-2)).toMatchObject(['refreshTokenReused', { cause: 'older' }])
    // Of that sign-in only.
    expect((await site.refresh(other.refreshToken)).status).toBe(200)
  })

  it('never gets a second chance where the interval is 0, unless at the same moment', async () => {
    const site = await open({ refreshToken: { reuseInterval: 0 } })
    const { refreshToken } = await site.login()
    const both = await Promise.all([site.refresh(refreshToken), site.refresh(refreshToken)])
    expect(new Set(both.map((answer) => pairOf(answer).refreshToken)).size).toBe(1)
    site.clock.advance({ seconds: 1 })
    expect(await site.refresh(refreshToken)).toMatchObject(refused('refresh_token_reused'))
  })

  it('expires a week after the last refresh, and 90 days after the sign-in', async () => {
    const site = await open()
    const idle = await site.login()
    let { refreshToken } = await site.login()
    const end = site.clock.now() + 90 * day
    site.clock.advance({ days: 7, seconds: -1 })
    refreshToken = pairOf(await site.refresh(refreshToken)).refreshToken
    site.clock.advance({ seconds: 1 })
    expect(await site.refresh(idle.refreshToken)).toMatchObject(refused('refresh_token_expired'))
    while (site.clock.now() + 7 * day < end) {
      site.clock.advance({ days: 6 })
      refreshToken = pairOf(await site.refresh(refreshToken)).refreshToken
    }
    expect((await site.records()).map(({ expiresAt }) => expiresAt)).toContain(end)
    // The last access token is good for no longer than the session.
    site.clock.advance({ seconds: (end - site.clock.now()) / 1000 - 60 })
    const last = pairOf(await site.refresh(refreshToken))
    expect(last.expiresIn).toBe(60)
    site.clock.advance({ seconds: 60 })
    expect(await site.refresh(last.refreshToken)).toMatchObject(refused('refresh_token_expired'))
    // A retry is no way round it.
    expect(await site.refresh(refreshToken)).toMatchObject(refused('refresh_token_expired'))
  })

  it('ends with a shorter life that is configured later', async () => {
    const storage = await create()
    const site = await openSite(storage)
    const { token, refreshToken } = await site.login()
    const strict = siteOn(storage, site.clock, { refreshToken: { maxLifetime: 600 } })
    site.clock.advance({ seconds: 600 })
    expect(await strict.refresh(refreshToken)).toMatchObject(refused('refresh_token_expired'))
    expect(await strict.session(token)).toMatchObject(refused('session_ended'))
  })

  it('L5: is worth nothing after a sign-out, also for a refresh that was on its way', async () => {
    const storage = await create()
    const site = await openSite(storage)
    const { token, refreshToken } = await site.login()
    const signOut = async (): Promise<unknown> => site.post('/logout', {}, bearer(token))
    const slow = siteOn(beforeWriting(storage, signOut), site.clock)
    expect(await slow.refresh(refreshToken)).toMatchObject(refused('session_ended'))
    expect(await site.records()).toEqual([])
  })

  it('is worth nothing after a change of the password, or when the person is deleted', async () => {
    const site = await open()
    const first = await site.login()
    const next = pairOf(await site.refresh(first.refreshToken))
    await site.passwords.change(site.userId, { current: password, password: 'another password' })
    expect(await site.refresh(next.refreshToken)).toMatchObject(refused('session_ended'))
    // The previous one does not bring it back either, nor count as reuse.
    expect(await site.refresh(first.refreshToken)).toMatchObject(refused('session_ended'))
    const last = await site.login({ email: 'ada@example.com', password: 'another password' })
    await site.storage.deleteUser(site.userId)
    expect(await site.refresh(last.refreshToken)).toMatchObject(refused('session_ended'))
    expect(site.told.some(([name]) => name === 'refreshTokenReused')).toBe(false)
  })

  it('converges with who was overtaken between reading and writing, however slow', async () => {
    const storage = await create()
    const site = await openSite(storage)
    const { refreshToken } = await site.login()
    const quick: Answer[] = []
    const slow = siteOn(
      beforeWriting(storage, async () => {
        quick.push(await site.refresh(refreshToken))
        site.clock.advance({ minutes: 5 })
      }),
      site.clock,
    )
    const { refreshToken: slowly } = pairOf(await slow.refresh(refreshToken))
    expect(quick.map((answer) => pairOf(answer).refreshToken)).toEqual([slowly])
    expect((await site.refresh(slowly)).status).toBe(200)
  })

  it('takes nobody for a thief who is overtaken by several rotations', async () => {
    const storage = await create()
    const site = await openSite(storage)
    const { refreshToken } = await site.login()
    let current = refreshToken
    const turn = async (): Promise<void> => {
      current = pairOf(await site.refresh(current)).refreshToken
    }
    const slow = siteOn(
      beforeWriting(storage, async () => {
        for (let turns = 0; turns < 3; turns += 1) await turn()
      }),
      site.clock,
    )
    expect(pairOf(await slow.refresh(refreshToken)).refreshToken).toBe(current)
    const old = current
    await turn()
    const slower = siteOn(
      beforeWriting(storage, async () => {
        for (let turns = 0; turns < 6; turns += 1) await turn()
      }),
      site.clock,
    )
    expect((await slower.refresh(pairOf(await site.refresh(old)).refreshToken)).status).toBe(401)
    // Whoever was that slow is refused, and nobody else.
    expect((await site.refresh(current)).status).toBe(200)
  })

  it('signs nobody out where one process is 20 seconds ahead', async () => {
    const storage = await create()
    const site = await openSite(storage)
    const ahead = siteOn(storage, {
      ...site.clock,
      now: () => site.clock.now() + 20_000,
    })
    let { refreshToken } = await site.login()
    for (const [quick, slow] of [
      [ahead, site],
      [site, ahead],
      [ahead, site],
      [site, ahead],
    ] as const) {
      const next = pairOf(await quick.refresh(refreshToken))
      expect(pairOf(await slow.refresh(refreshToken)).refreshToken).toBe(next.refreshToken)
      for (const each of [quick, slow]) {
        expect((await each.session(next.token)).status).toBe(200)
      }
      refreshToken = next.refreshToken
      site.clock.advance({ minutes: 14 })
    }
    expect(await site.records()).toHaveLength(1)
  })

  it.each([
    ['the thief comes second', ['victim', 'thief']],
    ['the thief comes first', ['thief', 'victim']],
  ] as const)('in two hands is found out within two periods, when %s', async (__, order) => {
    const site = await open()
    const { refreshToken } = await site.login()
    const held = { victim: refreshToken, thief: refreshToken }
    const outcomes: string[] = []
    for (let period = 1; period <= 2; period += 1) {
      for (const who of order) {
        const answer = await site.refresh(held[who])
        outcomes.push(answer.status === 200 ? 'refreshed' : String(answer.body['code']))
        if (answer.status === 200) held[who] = pairOf(answer).refreshToken
        // Half of the life of an access token.
        site.clock.advance({ seconds: 450 })
      }
    }
    expect(outcomes.slice(0, 2)).toEqual(['refreshed', 'refresh_token_reused'])
    expect(outcomes.slice(2)).toEqual(['session_ended', 'session_ended'])
    expect(await site.records()).toEqual([])
  })

  it('in two hands is found out in the second period when the first turn was at the same time', async () => {
    for (const order of [
      ['victim', 'thief'],
      ['thief', 'victim'],
    ] as const) {
      const site = await open()
      const { refreshToken } = await site.login()
      const held = { victim: refreshToken, thief: refreshToken }
      for (const who of order) held[who] = pairOf(await site.refresh(held[who])).refreshToken
      expect(held.thief).toBe(held.victim)
      site.clock.advance({ seconds: 450 })
      expect((await site.refresh(held[order[0]])).status).toBe(200)
      site.clock.advance({ seconds: 450 })
      expect(await site.refresh(held[order[1]])).toMatchObject(refused('refresh_token_reused'))
    }
  })

  it('converges for processes that list the secrets in another order, or have a new one', async () => {
    const storage = await create()
    const one = await openSite(storage, { secret: [secret, otherSecret] })
    const other = siteOn(storage, one.clock, { secret: [otherSecret, secret] })
    let { refreshToken } = await one.login()
    for (const [first, second] of [
      [one, other],
      [other, one],
      [other, one],
      [one, other],
    ] as const) {
      const next = pairOf(await first.refresh(refreshToken))
      expect(pairOf(await second.refresh(refreshToken)).refreshToken).toBe(next.refreshToken)
      expect((await one.session(next.token)).status).toBe(200)
      expect((await other.session(next.token)).status).toBe(200)
      refreshToken = next.refreshToken
    }
  })
})

describe('R5: rotating the secret', () => {
  it('signs nobody out: new one second, then first, then alone', async () => {
    const storage = memoryStorage()
    const before = await openSite(storage)
    const first = await before.login()
    const known = siteOn(storage, before.clock, { secret: [secret, otherSecret] })
    const leading = siteOn(storage, before.clock, { secret: [otherSecret, secret] })
    const alone = siteOn(storage, before.clock, { secret: otherSecret })

    const second = pairOf(await known.refresh(first.refreshToken))
    expect((await before.session(second.token)).status).toBe(200)
    const third = pairOf(await leading.refresh(second.refreshToken))
    expect((await known.session(third.token)).status).toBe(200)
    expect((await leading.session(second.token)).status).toBe(200)
    expect((await alone.session(third.token)).status).toBe(200)
    expect((await alone.refresh(third.refreshToken)).status).toBe(200)

    expect(await alone.session(second.token)).toMatchObject(refused('access_token_invalid'))
    expect(await alone.refresh(second.refreshToken)).toMatchObject(refused('refresh_token_invalid'))
    const kids = async (site: Site): Promise<unknown[]> =>
      ((await site.ask('/.well-known/jwks.json')).body['keys'] as { kid: unknown }[]).map(
        ({ kid }) => kid,
      )
    const [oldKid] = await kids(before)
    const [newKid] = await kids(alone)
    expect(await kids(known)).toEqual([oldKid, newKid])
    expect(await kids(leading)).toEqual([newKid, oldKid])
  })
})

describe('F1: a database that does not answer', () => {
  const methods = [
    'readSession',
    'renewSession',
    'findSession',
    'endSession',
    'readUser',
    'createSession',
    'countAttempt',
    'listSessions',
    'endSessions',
  ] as const

  it.each(methods)('is 503 and ends nothing, when %s fails', async (method) => {
    const storage = memoryStorage()
    const site = await openSite(storage)
    const first = await site.login()
    const { token, refreshToken } = pairOf(await site.refresh(first.refreshToken))
    const before = await site.records()
    const broken = siteOn(
      {
        ...storage,
        [method]: async () => {
          throw new Error('connect ECONNREFUSED postgres://root:hunter2@db')
        },
      },
      site.clock,
    )
    site.clock.advance({ minutes: 1 })
    const credentials = { email: 'ada@example.com', password }
    const answers = [
      await broken.session(token),
      await broken.refresh(
        method === 'endSession' || method === 'findSession' ? first.refreshToken : refreshToken,
      ),
      ...(method === 'createSession' || method === 'countAttempt'
        ? [await broken.post('/login', credentials)]
        : []),
      ...(method === 'listSessions' || method === 'endSessions'
        ? [await broken.post('/sessions', { revoke: 'others' }, bearer(token))]
        : []),
    ]
    const failed = answers.filter(({ status }) => status !== 200)
    expect(failed.length).toBeGreaterThan(0)
    for (const answer of failed) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } })
    }
    expect(JSON.stringify([answers, broken.reports])).not.toContain('hunter2')
    expect(await site.records()).toHaveLength(before.length)
  })
})
