/**
 * `kill -9` at random moments of sign-up, sign-in, renewal and sign-out: what was acknowledged holds.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { signInAs } from '../support/sign-in.ts'

const kills = process.env['SOJOURN_FULL'] === '1' ? 200 : 20
const clients = 6
const cookieName = 'next-auth.session-token'

/** A browser's session, as far as the server has acknowledged it. */
interface Acknowledged {
  readonly cookie: string
  readonly state: 'signed in' | 'signed out'
}

let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-kill-'))
  file = join(folder, 'sessions.db')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function startServer(): Promise<{ child: ChildProcess; origin: string }> {
  const child = fork(fileURLToPath(new URL('killed-server.ts', import.meta.url)), {
    execArgv: ['--conditions=sojourn-source'],
    env: { ...process.env, DATABASE_FILE: file },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [port] = (await once(child, 'message')) as [number]
  return { child, origin: `http://127.0.0.1:${port}` }
}

/** A browser that speaks to the server over HTTP. */
function visit(origin: string): TestBrowser {
  const handle = async (request: { url: string }): Promise<Response> =>
    fetch(new Request(request as Request, { redirect: 'manual' }))
  return createBrowser({ handle }, origin)
}

async function isSignedIn(origin: string, cookie: string): Promise<boolean> {
  const browser = visit(origin)
  browser.cookies.set(cookieName, cookie)
  return 'user' in (await browser.session())
}

/** Signs up, in and out for as long as the server lives. Whatever it acknowledges is noted. */
async function comeAndGo(
  origin: string,
  name: string,
  sessions: Map<string, Acknowledged>,
  people: Map<string, string>,
): Promise<void> {
  for (let round = 0; ; round++) {
    const email = `${name}.${round}@example.com`
    const answer = await fetch(`${origin}/people?email=${encodeURIComponent(email)}`)
    if (answer.status !== 200) throw new Error(`Sign-up was answered with ${answer.status}.`)
    const { id } = (await answer.json()) as { id: string }
    people.set(email, id)
    const browser = visit(origin)
    const signedIn = await signInAs(browser, name, { id, email })
    expect(signedIn.headers.get('location')).not.toContain('error=')
    const cookie = browser.cookies.get(cookieName) ?? ''
    sessions.set(cookie, { cookie, state: 'signed in' })
    for (let visits = 0; visits < 3; visits++) {
      expect(await browser.session()).toMatchObject({ user: { email } })
    }
    if (round % 2 === 1) continue
    const csrfToken = await browser.csrfToken()
    // From here on until the answer comes it may be either.
    sessions.delete(cookie)
    const signOut = browser.post('/api/auth/signout', { csrfToken })
    // Its answer may say either, and the server may die before it.
    const renewal = browser.session().catch(() => undefined)
    await signOut
    sessions.set(cookie, { cookie, state: 'signed out' })
    await renewal
  }
}

/** Rows that no moment may leave behind. */
function findDamage(): unknown[] {
  const database = new DatabaseSync(file)
  const damage = [
    ...database.prepare('pragma integrity_check').all(),
    ...database.prepare('pragma foreign_key_check').all(),
    ...database
      .prepare(
        `select u.email as "half-made" from users u
         where u.id not in (select "userId" from accounts) or u.id not in (select "userId" from sojourn_password)`,
      )
      .all(),
  ].filter((row) => row['integrity_check'] !== 'ok')
  database.close()
  return damage
}

it(`loses nothing that was acknowledged in ${kills} kills`, { timeout: 600_000 }, async () => {
  let checked = 0
  let sessions = new Map<string, Acknowledged>()
  const people = new Map<string, string>()
  for (let kill = 0; kill <= kills; kill++) {
    const { child, origin } = await startServer()
    for (const { cookie, state } of sessions.values()) {
      expect([state, await isSignedIn(origin, cookie)]).toEqual([state, state === 'signed in'])
      checked++
    }
    if (kill === kills) {
      child.kill('SIGKILL')
      await once(child, 'exit')
      break
    }
    sessions = new Map()
    const failures: unknown[] = []
    let isKilled = false
    const coming = Array.from({ length: clients }, (_, client) =>
      comeAndGo(origin, `p${kill}-${client}`, sessions, people).catch((error: unknown) => {
        if (!isKilled) failures.push(error)
      }),
    )
    await sleep(30 + Math.random() * 300)
    isKilled = true
    child.kill('SIGKILL')
    await once(child, 'exit')
    await Promise.all(coming)
    expect(failures).toEqual([])
    expect(findDamage()).toEqual([])
  }
  const database = new DatabaseSync(file)
  const stored = new Set(
    database
      .prepare('select email from users')
      .all()
      .map(({ email }) => email),
  )
  database.close()
  expect([...people.keys()].filter((email) => !stored.has(email))).toEqual([])
  // Or the test has tested nothing.
  expect(checked).toBeGreaterThan(kills * 2)
  expect(people.size).toBeGreaterThan(kills)
})
