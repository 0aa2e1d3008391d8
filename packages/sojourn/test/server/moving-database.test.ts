/**
 * A database that NextAuth or Auth.js has filled: its people stay signed in, before and after it is
 * migrated, and can go back.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SqlStorage, sqlStorage } from '../../src/storage/sql/index.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { createBrowser } from '../support/browser.ts'
import { startFaultyProvider } from '../support/faulty-provider.ts'
import { openDoor, revoke, signedIn, signInAs } from '../support/sign-in.ts'
import { testAuth } from '../support/test-auth.ts'

const day = 24 * 60 * 60 * 1000
const clear = '5f1e7f3e-7a0e-4d9e-9a55-1c1f0a4f7c11'

let folder: string
let file: string
let storage: SqlStorage

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-moving-'))
  file = join(folder, 'auth-js.db')
  storage = sqlStorage(file)
})
afterEach(async () => {
  await storage.close()
  await rm(folder, { recursive: true, force: true })
})

/** The tables of Auth.js's Kysely adapter, with Ada signed in until `expires`. */
function fill(expires: number): void {
  const database = new DatabaseSync(file)
  database.exec(`
    create table "User" ("id" text primary key, "name" text, "email" text unique, "emailVerified" text, "image" text, "role" text);
    create table "Account" ("id" text primary key, "userId" text not null references "User" ("id") on delete cascade,
      "type" text not null, "provider" text not null, "providerAccountId" text not null, "refresh_token" text, "access_token" text,
      "expires_at" integer, "token_type" text, "scope" text, "id_token" text, "session_state" text);
    create table "Session" ("id" text primary key, "userId" text not null references "User" ("id") on delete cascade,
      "sessionToken" text not null unique, "expires" text not null);
    create table "VerificationToken" ("identifier" text not null, "token" text not null unique, "expires" text not null);
    insert into "User" values ('u1', 'Ada', 'ada@example.com', null, null, 'captain');
    insert into "Account" ("id", "userId", "type", "provider", "providerAccountId") values ('a1', 'u1', 'oauth', 'one', 'ada');
    insert into "Session" values ('s1', 'u1', '${clear}', '${new Date(expires).toISOString()}');
  `)
  database.close()
}

function storedTokens(): unknown[] {
  const database = new DatabaseSync(file)
  const rows = database
    .prepare('select "sessionToken" as token from "Session" order by token')
    .all()
  database.close()
  return rows.map(({ token }) => token)
}

describe.each([false, true])('a database of Auth.js (migrated: %s)', (isMigrated) => {
  it('keeps its people signed in, under either name of the cookie, with all their columns', async () => {
    const clock = fakeClock()
    fill(clock.now() + 30 * day)
    if (isMigrated) await storage.migrate()
    for (const cookie of ['next-auth.session-token', 'authjs.session-token']) {
      const auth = testAuth({
        adapter: storage,
        now: clock.now,
        callbacks: { session: ({ session, user }) => ({ ...session, role: user['role'] }) },
      })
      const browser = createBrowser(auth)
      browser.cookies.set(cookie, clear)
      expect(await browser.session()).toMatchObject({
        user: { name: 'Ada', email: 'ada@example.com' },
        expires: new Date(clock.now() + 30 * day).toISOString(),
        role: 'captain',
      })
      // The session has moved into our cookie, also where nothing else was due.
      expect([...browser.cookies.keys()]).toEqual(['next-auth.session-token'])
    }
    expect(storedTokens()).toEqual([clear])
  })

  it.each([
    ['digest', [expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]],
    ['clear', [clear]],
  ] as const)(
    'has its tokens as `storeTokens: %s` says once they are renewed',
    async (form, tokens) => {
      const clock = fakeClock()
      fill(clock.now() + 30 * day)
      if (isMigrated) await storage.migrate()
      const session = { storeTokens: form }
      const auth = testAuth({ adapter: storage, now: clock.now, session, providers: [openDoor] })
      const browser = createBrowser(auth)
      browser.cookies.set('next-auth.session-token', clear)
      clock.advance({ days: 2 })
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      expect(storedTokens()).toEqual(tokens)
      clock.advance({ days: 2 })
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      // What the database holds is no token: neither as a session nor to end one with.
      const thief = createBrowser(auth)
      if (form === 'digest') {
        thief.cookies.set('next-auth.session-token', String(storedTokens()[0]))
        expect(await thief.session()).toEqual({})
      }
      await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
      expect(storedTokens()).toEqual([])
    },
  )

  it('takes sign-ins of people it knows and of new ones', async () => {
    fill(Date.now() + 30 * day)
    if (isMigrated) await storage.migrate()
    const server = await startFaultyProvider()
    const auth = testAuth({
      adapter: storage,
      providers: [
        {
          id: 'one',
          name: 'One',
          type: 'oidc',
          issuer: server.issuer,
          clientId: 'client',
          clientSecret: 'secret',
        },
        openDoor,
      ],
    })
    const ada = createBrowser(auth)
    const csrfToken = await ada.csrfToken()
    const begun = await ada.post('/api/auth/signin/one', { csrfToken })
    const { pathname, search } = server.authorize(begun.headers.get('location') ?? '')
    const answer = await ada.get(pathname + search)
    await server.close()
    expect(answer.headers.get('location')).not.toContain('error=')
    expect((await auth.getToken(ada.request('/')))?.sub).toBe('u1')
    const grace = await signedIn(auth, 'Grace')
    expect(await grace.session()).toMatchObject({ user: { name: 'Grace' } })
  })

  it(`${isMigrated ? 'lists' : 'says that it must be migrated to list'} sessions`, async () => {
    fill(Date.now() + 30 * day)
    if (isMigrated) await storage.migrate()
    const browser = createBrowser(testAuth({ adapter: storage }))
    browser.cookies.set('next-auth.session-token', clear)
    const answer = await browser.get('/api/auth/sessions')
    if (isMigrated) {
      const own = { isCurrent: true, signedInAt: null }
      expect(await answer.json()).toMatchObject({ sessions: [own] })
      const left = await revoke(browser, 'others')
      expect(await left.json()).toMatchObject({ sessions: [own] })
    } else {
      expect(answer.status).toBe(500)
      expect(await answer.json()).toMatchObject({ code: 'storage_outdated' })
    }
  })
})

describe('what has expired', () => {
  it('is removed after sign-ins, in batches, and nothing else is', async () => {
    await storage.migrate()
    const clock = fakeClock()
    const auth = testAuth({ adapter: storage, now: clock.now, providers: [openDoor] })
    for (let index = 0; index < 5; index++) await signInAs(createBrowser(auth), `P${index}`)
    clock.advance({ days: 20 })
    const browser = await signedIn(auth)
    clock.advance({ days: 20 })
    await signInAs(createBrowser(auth), 'Grace')
    const count = (): unknown => {
      const database = new DatabaseSync(file)
      const row = database.prepare('select count(*) as count from sessions').get()
      database.close()
      return row?.['count']
    }
    await expect.poll(count).toBe(2)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })
})
