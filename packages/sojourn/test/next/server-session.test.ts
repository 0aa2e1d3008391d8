/**
 * `getServerSession` and `getSessionSnapshot`, in both routers.
 *
 * @module
 */
import { inRoute } from './route-scope.ts'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { NextApiRequest, NextApiResponse } from 'next'
import { describe, expect, it } from 'vitest'
import { beDynamic } from '../../src/next/current-request.ts'
import { getAuth } from '../../src/next/engine.ts'
import { createReadOnce } from '../../src/next/read-once.ts'
import { getServerSession, getSessionSnapshot } from '../../src/next/server-session.ts'
import type { AuthConfig, SessionSnapshot } from '../../src/server/index.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { passwordProvider, secret, signInAda, testAuth } from '../support/test-auth.ts'

const clock = fakeClock()
const options = {
  secret,
  providers: [passwordProvider],
  now: clock.now,
  callbacks: { session: ({ session }) => ({ ...session, role: 'admin' }) },
} satisfies AuthConfig

async function signedIn(): Promise<TestBrowser> {
  const browser = createBrowser(testAuth({ now: clock.now }))
  await signInAda(browser)
  return browser
}

function pages(browser: TestBrowser): { req: IncomingMessage; res: ServerResponse } {
  const req = new IncomingMessage(new Socket())
  req.headers = {
    host: 'localhost:3000',
    cookie: browser.request('/').headers.get('cookie') ?? '',
  }
  return { req, res: new ServerResponse(req) }
}

describe('getServerSession', () => {
  it('reads without writing in the app router, typed by the session callback', async () => {
    const response = await inRoute(await signedIn(), async () => {
      const session = await getServerSession(options)
      const role: string | undefined = session?.role
      return { ...session, role }
    })
    expect(await response.json()).toMatchObject({ role: 'admin', user: { name: 'Ada' } })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('renews in the pages router, for a function that takes either form, too', async () => {
    const browser = await signedIn()
    clock.advance({ minutes: 5 })
    const read = async (
      ...args: [NextApiRequest, NextApiResponse] | [IncomingMessage, ServerResponse] | []
    ): Promise<string | undefined> => (await getServerSession(...args, options))?.role
    const { req, res } = pages(browser)
    expect(await read(req, res)).toBe('admin')
    expect(res.getHeader('set-cookie')).toHaveLength(1)
  })

  it('reads without writing where the options are not all of the engine’s', async () => {
    const { req, res } = pages(await signedIn())
    clock.advance({ minutes: 5 })
    expect(await getServerSession(req, res, { secret, now: clock.now })).not.toBeNull()
    expect(res.hasHeader('set-cookie')).toBe(false)
  })

  it('takes options that are made for each request, and is null for a stranger', async () => {
    const { req, res } = pages(createBrowser(testAuth()))
    expect(await getServerSession(req, res, () => options)).toBeNull()
    expect(res.hasHeader('cache-control')).toBe(false)
  })
})

describe('getSessionSnapshot', () => {
  it('is the same in both routers, and fit for props', async () => {
    const browser = await signedIn()
    const response = await inRoute(browser, async () => getSessionSnapshot(options))
    const app = (await response.json()) as SessionSnapshot
    const { req, res } = pages(browser)
    const classic = await getSessionSnapshot(req, res, options)
    expect(classic).toEqual(app)
    expect(classic).toMatchObject({
      session: { role: 'admin', user: { name: 'Ada' } },
      serverTime: clock.now(),
      basePath: '/api/auth',
    })
    expect(Object.values(classic)).not.toContain(undefined)
  })

  it.each([
    [undefined, ['basePath', 'serverTime', 'session']],
    [1, ['basePath', 'renewAt', 'serverTime', 'session']],
  ])('says when to renew only if the engine does: %s', async (renewAt, keys) => {
    const own = { ...options }
    const auth = getAuth(own)
    const { renewSession } = auth
    // What an engine says depends on how long its sessions live.
    Object.assign(auth, {
      renewSession: async (request: Request) => ({ ...(await renewSession(request)), renewAt }),
    })
    const { req, res } = pages(await signedIn())
    expect(Object.keys(await getSessionSnapshot(req, res, own)).toSorted()).toEqual(keys)
  })
})

describe('reading once', () => {
  const auth = getAuth(options)
  const other = getAuth({ ...options })

  /** Counts how often each is read, if asked for it three times in what React takes for one rendering. */
  async function count(react: Parameters<typeof createReadOnce>[0]): Promise<number> {
    let reads = 0
    const readOnce = createReadOnce(react)
    const read = async (): Promise<SessionSnapshot> => {
      reads++
      return { session: null, serverTime: 0 }
    }
    await Promise.all([auth, auth, other].map(async (engine) => readOnce(engine, read)))
    return reads
  }

  it('is for each engine, as long as React keeps it', async () => {
    const rendering = <T>(make: () => T): (() => T) => {
      const kept = make()
      return () => kept
    }
    expect(await count({ cache: rendering })).toBe(2)
  })

  it('does not happen where React keeps nothing', async () => {
    expect(await count({ cache: (make) => make })).toBe(3)
    expect(await count({})).toBe(3)
  })
})

describe('before Next 15', () => {
  it('a request needs nothing but its headers', async () => {
    await expect(beDynamic({})).resolves.toBeUndefined()
  })
})
