// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { browserEnvironment } from './environment.ts'
import { createSessionClient } from './session-client.ts'
import { browserPresence } from './presence-page.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the page of a browser', () => {
  it.each(['pointerdown', 'keydown', 'touchstart', 'scroll'])(
    'tells of a person by %s, also where the application keeps it to itself',
    (type) => {
      const element = document.body.appendChild(document.createElement('div'))
      element.addEventListener(type, (event) => event.stopPropagation())
      let signs = 0
      const leave = browserPresence().onPerson(() => signs++)
      element.dispatchEvent(new Event(type, { bubbles: true }))
      leave()
      element.dispatchEvent(new Event(type, { bubbles: true }))
      expect(signs).toBe(1)
    },
  )

  it('tells when it is put away and when it goes on', () => {
    const told: boolean[] = []
    const leave = browserPresence().onFrozen((isFrozen) => told.push(isFrozen))
    const happen = (): void => {
      globalThis.dispatchEvent(new Event('pagehide'))
      globalThis.dispatchEvent(new Event('pageshow'))
      document.dispatchEvent(new Event('freeze'))
      document.dispatchEvent(new Event('resume'))
    }
    happen()
    leave()
    happen()
    expect(told).toEqual([true, false, true, false])
  })

  it('has the locks and the storage of the browser', () => {
    const locks = { request: () => undefined }
    vi.stubGlobal('navigator', { locks })
    expect(browserPresence().locks).toBe(locks)
    vi.stubGlobal('navigator', {})
    expect(browserPresence().locks).toBeUndefined()
    expect(browserPresence().storage).toBe(localStorage)
  })

  it('is what a client goes by that is given none', async () => {
    const environment = browserEnvironment()
    expect(environment?.presence).toBeUndefined()
    let asked = 0
    let time = Date.parse('2026-11-22T09:00:00Z')
    const user = { name: 'Ada' }
    const client = createSessionClient({
      now: () => time,
      session: { user, expires: '2026-11-22T09:00:01Z' },
      renewAt: time,
      fetch: async () => {
        asked++
        time += 1000
        return Response.json({ user, expires: new Date(time + 3_600_000).toISOString() })
      },
    })
    client.store.subscribe(() => undefined)
    client.start()
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.waitFor(() => {
      document.dispatchEvent(new Event('keydown'))
      expect(asked).toBeGreaterThan(0)
    })
    client.dispose()
  })
})
