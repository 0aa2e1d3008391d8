/** From when on a browser should have its session renewed: what `getSnapshot` and `renewSession` say. */
import { describe, expect, it } from 'vitest'
import type { SessionConfig } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { createBrowser } from '../support/browser.ts'
import { openDoor, signInAs } from '../support/sign-in.ts'
import { testAuth } from '../support/test-auth.ts'

const kinds: [string, SessionConfig][] = [
  ['stored', {}],
  ['sealed', { strategy: 'jwt' }],
]

describe.each(kinds)('a session that is %s', (_, kind) => {
  function start(session: SessionConfig) {
    const clock = fakeClock()
    const auth = testAuth({
      adapter: memoryStorage(),
      providers: [openDoor],
      now: clock.now,
      session: { maxAge: 7200, ...kind, ...session },
    })
    return { clock, auth, browser: createBrowser(auth) }
  }

  it('says when, the same in a snapshot and when it is renewed', async () => {
    const { clock, auth, browser } = start({})
    await signInAs(browser, 'Ada')
    const begun = clock.now()
    clock.advance({ seconds: 30 })
    const request = browser.request('/')
    const snapshot = await auth.getSnapshot(request)
    expect(snapshot).toMatchObject({
      session: { user: { name: 'Ada' } },
      serverTime: clock.now(),
      renewAt: begun + 3_600_000,
    })
    expect(await auth.renewSession(request)).toMatchObject({ renewAt: begun + 3_600_000 })
    clock.advance({ minutes: 30 })
    const renewed = await auth.renewSession(request)
    expect(renewed.renewAt).toBe(clock.now() + 3_600_000)
  })

  it('says nothing when a renewal would not make it last longer, and when there is none', async () => {
    const { auth, browser } = start({ maxLifetime: 7200 })
    expect(await auth.getSnapshot(browser.request('/'))).toMatchObject({ session: null })
    await signInAs(browser, 'Ada')
    for (const asked of [
      await auth.getSnapshot(browser.request('/')),
      await auth.renewSession(browser.request('/')),
    ]) {
      expect(asked.session).not.toBeNull()
      expect(asked.renewAt).toBeUndefined()
    }
  })
})
