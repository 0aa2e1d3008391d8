// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { browserEnvironment, type Environment } from './environment.ts'
import { toPopup } from './popup.ts'

let page: Environment

beforeEach(() => {
  page = browserEnvironment() as Environment
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the page', () => {
  it('is none on a server', () => {
    vi.stubGlobal('document', undefined)
    expect(browserEnvironment()).toBeUndefined()
  })

  it('says whether it is seen and online', () => {
    expect(page.isVisible()).toBe(true)
    vi.stubGlobal('navigator', { onLine: false })
    expect(page.isOnline()).toBe(false)
  })

  it.each([
    ['visibilitychange', document],
    ['online', globalThis],
    ['pageshow', globalThis],
  ] as const)('tells of %s until it is left', (event, target) => {
    let calls = 0
    const leave = page.listen(event, () => calls++)
    target.dispatchEvent(new Event(event))
    leave()
    target.dispatchEvent(new Event(event))
    expect(calls).toBe(1)
  })

  it('waits, at most as long as a browser can, unless it is called off', () => {
    vi.useFakeTimers()
    const ran: string[] = []
    page.schedule(() => ran.push('soon'), 10)
    page.schedule(() => ran.push('never'), 5)()
    page.schedule(() => ran.push('late'), 1e12)
    vi.advanceTimersByTime(10)
    expect(ran).toEqual(['soon'])
    vi.advanceTimersByTime(2 ** 31)
    expect(ran).toEqual(['soon', 'late'])
  })

  it('leaves for another address, and loads the page anew if only the # differs', () => {
    const reload = vi.fn<() => void>()
    const location = { href: 'https://app.example.com/', reload }
    vi.stubGlobal('location', location)
    expect(page.href()).toBe('https://app.example.com/')
    page.navigate('/bye')
    expect(location.href).toBe('/bye')
    location.href = 'https://app.example.com/inbox'
    page.navigate('/bye#top')
    expect(location.href).toBe('/bye#top')
    expect(reload).not.toHaveBeenCalled()
    location.href = 'https://app.example.com/bye#end'
    page.navigate('/bye#top')
    expect(reload).toHaveBeenCalledOnce()
  })
})

describe('the channel', () => {
  it('is one of the platform', () => {
    class FakeChannel {
      readonly name: string
      constructor(name: string) {
        this.name = name
      }
    }
    vi.stubGlobal('BroadcastChannel', FakeChannel)
    expect(page.openChannel('x')).toEqual(new FakeChannel('x'))
  })

  it('is none where it is absent or forbidden', () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    expect(page.openChannel('x')).toBeUndefined()
  })
})

describe('a window', () => {
  it('is led to an address, and read as far as the browser allows', () => {
    let isForeign = false
    const opened = {
      closed: false,
      close: vi.fn<() => void>(),
      location: {
        at: 'about:blank',
        get href() {
          if (isForeign) throw new DOMException('another site', 'SecurityError')
          return this.at
        },
        set href(url: string) {
          this.at = url
        },
      },
    }
    const open = vi.fn<(...args: unknown[]) => unknown>(() => opened)
    vi.stubGlobal('open', open)
    const own = page.openPopup()
    const popup = own && toPopup(own)
    expect(open).toHaveBeenCalledWith('about:blank', '_blank', expect.stringContaining('popup'))
    popup?.navigate('/api/auth/signin')
    expect([popup?.href(), popup?.isClosed()]).toEqual(['/api/auth/signin', false])
    isForeign = true
    expect(popup?.href()).toBeUndefined()
    opened.closed = true
    expect(popup?.isClosed()).toBe(true)
    popup?.close()
    expect(opened.close).toHaveBeenCalledOnce()
  })

  it('is none where the browser opens none', () => {
    vi.stubGlobal('open', () => null)
    expect(page.openPopup()).toBeUndefined()
  })
})
