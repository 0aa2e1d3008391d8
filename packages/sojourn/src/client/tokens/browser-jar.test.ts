// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { rotating } from '../../../test/support/fake-token-world.ts'
import { browserTokenJar } from './browser-jar.ts'

const cookie = rotating.token

/** What is written to `document.cookie`. */
function watch(): string[] {
  const written: string[] = []
  vi.spyOn(document, 'cookie', 'set').mockImplementation((line) => void written.push(line))
  return written
}

afterEach(() => {
  vi.restoreAllMocks()
  for (const pair of document.cookie.split('; ')) {
    document.cookie = `${pair.split('=')[0]}=; Path=/; Max-Age=-1`
  }
})

describe('the jar of a page', () => {
  it('gives back what was put into it, as text, whatever it looks like', () => {
    const jar = browserTokenJar()
    expect(jar.read(cookie.cookieName)).toBeNull()
    for (const value of ['123', 'true', 'null', 'a=b; c,"d"', 'žß%', '{"a":1}']) {
      jar.write(cookie, value)
      expect(jar.read(cookie.cookieName)).toBe(value)
    }
    jar.write(cookie, null)
    expect(jar.read(cookie.cookieName)).toBeNull()
    expect(document.cookie).not.toContain(cookie.cookieName)
  })

  it('reads what a backend has quoted as the server does', () => {
    document.cookie = 'auth.token="abc=="; Path=/'
    expect(browserTokenJar().read('auth.token')).toBe('abc==')
  })

  it('is read anew each time, by the whole name, and copes with what others wrote', () => {
    const jar = browserTokenJar()
    document.cookie = 'my.auth.token=other; Path=/'
    document.cookie = 'auth.token.old=other; Path=/'
    expect(jar.read('auth.token')).toBeNull()
    document.cookie = 'auth.token=%zz; Path=/'
    expect(jar.read('auth.token')).toBe('%zz')
    document.cookie = 'auth.token=; Path=/'
    expect(jar.read('auth.token')).toBeNull()
  })

  it('writes the attributes that are configured, and removes by the same domain and path', () => {
    const written = watch()
    const jar = browserTokenJar()
    jar.write(cookie, 'a b')
    const wide = {
      ...cookie,
      cookieDomain: 'example.com',
      sameSiteAttribute: true,
      secureCookieAttribute: true,
    }
    jar.write(wide, 'x')
    jar.write(wide, null)
    jar.write({ ...cookie, sameSiteAttribute: false }, 'x')
    expect(written).toEqual([
      'auth.token=a%20b; Path=/; Max-Age=1800; SameSite=lax',
      'auth.token=x; Path=/; Max-Age=1800; Domain=example.com; SameSite=strict; Secure',
      'auth.token=; Path=/; Max-Age=-1; Domain=example.com; SameSite=strict; Secure',
      'auth.token=x; Path=/; Max-Age=1800',
    ])
  })

  it('does not keep readably what shall be hidden from scripts', () => {
    const written = watch()
    browserTokenJar().write({ ...cookie, httpOnlyCookieAttribute: true }, 'x')
    expect(written).toEqual([])
  })
})
