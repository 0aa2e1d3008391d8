import { describe, expect, it } from 'vitest'
import type { Session } from '../core/session.ts'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import {
  createFakeServer,
  json,
  sessionOf,
  type FakeServer,
} from '../../test/support/fake-server.ts'
import { createSessionClient } from './session-client.ts'

/**
 * Columns: what was known before. `snapshot` was given at creation, the last two were answers.
 *
 * Cells: `?` nothing known · `in` the new session · `old` the session known before · `out` signed out;
 * `!` with `error`. Tabs are told of `in` and `out` when the server answered so, of nothing else.
 */
const table = `
event    | outcome               | tell | unknown | snapshot | snapshot-out | authenticated | unauthenticated

getSession | session             | yes  | in      | in       | in           | in            | in
getSession | {}                  | yes  | out     | out      | out          | out           | out
getSession | null                | yes  | out     | out      | out          | out           | out
getSession | 401                 | yes  | out     | out      | out          | out           | out
getSession | network             | no   | out!    | old!     | out!         | old!          | out!
getSession | timeout             | no   | out!    | old!     | out!         | old!          | out!
getSession | 500                 | no   | out!    | old!     | out!         | old!          | out!
getSession | 503                 | no   | out!    | old!     | out!         | old!          | out!
getSession | 403                 | no   | out!    | old!     | out!         | old!          | out!
getSession | 404                 | no   | out!    | old!     | out!         | old!          | out!
getSession | 429                 | no   | out!    | old!     | out!         | old!          | out!
getSession | html                | no   | out!    | old!     | out!         | old!          | out!
getSession | 403 html            | no   | out!    | old!     | out!         | old!          | out!
getSession | array               | no   | out!    | old!     | out!         | old!          | out!
getSession | other json          | no   | out!    | old!     | out!         | old!          | out!
getSession | 401 html            | no   | out!    | old!     | out!         | old!          | out!

update   | session               | yes  | in      | in       | in           | in            | in
update   | {}                    | yes  | out     | out      | out          | out           | out
update   | null                  | yes  | out     | out      | out          | out           | out
update   | 401                   | yes  | out     | out      | out          | out           | out
update   | network               | no   | out!    | old!     | out!         | old!          | out!
update   | timeout               | no   | out!    | old!     | out!         | old!          | out!
update   | 500                   | no   | out!    | old!     | out!         | old!          | out!
update   | 400                   | no   | out!    | old!     | out!         | old!          | out!
update   | 403                   | no   | out!    | old!     | out!         | old!          | out!
update   | 429                   | no   | out!    | old!     | out!         | old!          | out!
update   | html                  | no   | out!    | old!     | out!         | old!          | out!
update   | no token              | no   | out!    | old!     | out!         | old!          | out!

signIn   | accepted              | yes  | in      | in       | in           | in            | in
signIn   | accepted, then {}     | yes  | out     | out      | out          | out           | out
signIn   | accepted, then 500    | no   | out!    | old!     | out!         | old!          | out!
signIn   | wrong password        | no   | ?       | old      | out          | old           | out
signIn   | accepted, then network | yes  | in      | in       | in           | in            | in
signIn   | accepted, then timeout | yes  | in      | in       | in           | in            | in
signIn   | 500                   | no   | ?       | old      | out          | old           | out
signIn   | html                  | no   | ?       | old      | out          | old           | out
signIn   | no token              | no   | ?       | old      | out          | old           | out

signOut  | done                  | yes  | out     | out      | out          | out           | out
signOut  | network               | no   | out!    | old!     | out!         | old!          | out!
signOut  | timeout               | no   | out!    | old!     | out!         | old!          | out!
signOut  | 500                   | no   | out!    | old!     | out!         | old!          | out!
signOut  | 403                   | no   | out!    | old!     | out!         | old!          | out!
signOut  | wrong token           | no   | out!    | old!     | out!         | old!          | out!
signOut  | html                  | no   | out!    | old!     | out!         | old!          | out!
signOut  | no token              | no   | out!    | old!     | out!         | old!          | out!

expiry   | passed                | no   | ?       | out      | out          | out           | out

message  | newer session         | no   | in      | in       | in           | in            | in
message  | newer signed out      | no   | out     | out      | out          | out           | out
message  | older session         | no   | in      | old      | out          | old           | out
message  | older signed out      | no   | out     | old      | out          | old           | out
`

const [header = [], ...rows] = table
  .split('\n')
  .filter(Boolean)
  .map((line) => line.split('|').map((cell) => cell.trim()))
const priors = header.slice(3)
const cases = rows.flatMap(([event = '', outcome = '', tell = '', ...cells]) =>
  priors.map((prior, column) => ({ event, outcome, tell, prior, expected: cells[column] ?? '' })),
)

/** The endpoint that decides about the event. */
const routes: Record<string, string> = {
  getSession: 'GET session',
  update: 'POST session',
  signIn: 'POST callback/credentials',
  signOut: 'POST signout',
}

describe.each(cases)(
  '$event, $outcome, before: $prior',
  ({ event, outcome, tell, prior, expected }) => {
    it(`leads to "${expected}"`, async () => {
      const browser = createFakeBrowser()
      const startedAt = browser.now()
      const server = createFakeServer(browser.now)
      const old = sessionOf('old', startedAt + 600_000)
      const fresh = sessionOf('new', startedAt + 3_600_000)
      const told: string[] = []
      const channel = browser.openTab().environment.openChannel('sojourn:/api/auth')
      if (channel) channel.onmessage = ({ data }) => told.push(String(data))

      const tab = browser.openTab()
      const snapshot = { snapshot: old, 'snapshot-out': null }[prior]
      const client = createSessionClient({
        environment: tab.environment,
        now: browser.now,
        fetch: server.fetch,
        timeout: outcome.endsWith('timeout') ? 0 : 10,
        session: snapshot,
        serverTime: snapshot === undefined ? undefined : startedAt,
      })
      client.store.subscribe(() => undefined)
      if (prior === 'authenticated' || prior === 'unauthenticated') {
        server.session = prior === 'authenticated' ? old : null
        await client.getSession()
      }
      browser.deliver()
      told.length = 0
      browser.advance(1000)
      const before = client.store.get()
      const statuses: string[] = []
      client.store.subscribe(() => statuses.push(client.store.get().status))

      server.session = fresh
      setOutcome(server, routes[event] ?? '', outcome)
      let result: unknown
      if (event === 'getSession') result = await client.getSession()
      if (event === 'update') result = await client.update({ name: 'new' })
      if (event === 'signOut') result = await client.signOut({ redirect: false })
      if (event === 'signIn') {
        const fields = { redirect: false, username: 'new', password: 'right' }
        result = await client.signIn('credentials', fields)
      }
      if (event === 'expiry') browser.advance(3_600_000)
      browser.deliver()
      const heard = told.map((text) => (JSON.parse(text) as { data: Session | null }).data)
      if (event === 'message') {
        const data = outcome.endsWith('session') ? fresh : null
        const version = outcome.startsWith('newer') ? browser.now() : startedAt - 1
        const message = { data, version, refreshedAt: browser.now() }
        browser.inject('sojourn:/api/auth', JSON.stringify(message))
        browser.deliver()
        expect(server.seen.length).toBe(prior.includes('auth') ? 1 : 0)
      }

      const state = client.store.get()
      const [what, hasError] = [expected.replace('!', ''), expected.endsWith('!')]
      const data = { '?': undefined, in: fresh, old: before.data, out: null }[what]
      expect(state.data).toEqual(data)
      if (what === 'old') expect(state.data).toBe(before.data)
      expect(state.status).toBe(
        { '?': 'loading', in: 'authenticated', old: 'authenticated' }[what] ?? 'unauthenticated',
      )
      expect(state.error?.code).toBe(hasError ? 'session_unavailable' : undefined)
      expect(state.pending).toBe(false)
      expect(heard).toEqual(tell === 'yes' ? [data] : [])
      // Asking again, for whatever reason, never comes back to `loading`.
      if (before.data !== undefined) expect(statuses).not.toContain('loading')
      if (event === 'getSession' || event === 'update') expect(result).toEqual(state.data ?? null)
      if (event === 'signIn') expect(result).toMatchObject({ ok: outcome.startsWith('accepted') })
      if (event === 'signOut') expect(result).toMatchObject({ ok: outcome === 'done' })
      // An answer makes up for any failure before it.
      setOutcome(server, routes[event] ?? '', 'session')
      server.session = fresh
      server.on('GET session', undefined)
      await client.getSession()
      expect(client.store.get()).toMatchObject({ status: 'authenticated', error: undefined })
      client.dispose()
    })
  },
)

function setOutcome(server: FakeServer, route: string, outcome: string): void {
  server.on('GET csrf', outcome === 'no token' ? () => json({}) : undefined)
  const [status = ''] = /^\d+/.exec(outcome) ?? []
  if (status) return server.on(route, () => reply(Number(status), outcome))
  // It was done; what was lost is the answer.
  const [, isLost] = /^accepted, then (network|timeout)$/.exec(outcome) ?? []
  if (isLost) return setOutcome(server, route, isLost)
  if (outcome.startsWith('accepted, then')) {
    return server.on('GET session', () => (outcome.endsWith('{}') ? json({}) : json({}, 500)))
  }
  const responders: Record<string, () => Response | Promise<Response>> = {
    '{}': () => json({}),
    null: () => json(null),
    html: () => reply(200, 'html'),
    array: () => json([]),
    'other json': () => {
      // A proxy says no time of ours.
      server.tellsTime = false
      return json({ message: 'Gateway' })
    },
    'wrong password': () => json({ url: '/api/auth/signin?error=CredentialsSignin' }, 401),
    'wrong token': () => json({ url: '/api/auth/signout?csrf=true' }),
    network: () => Promise.reject(new TypeError('Failed to fetch')),
    accepted: () => json({ url: '/inbox' }),
  }
  if (outcome === 'timeout') {
    return server.on(
      route,
      ({ init }) =>
        new Promise((_, reject) =>
          init.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
        ),
    )
  }
  server.on(route, responders[outcome])
}

function reply(status: number, outcome: string): Response {
  return outcome.endsWith('html')
    ? new Response('<h1>Something else</h1>', { status })
    : json({ code: 'request_failed', message: 'Something went wrong.' }, status)
}
