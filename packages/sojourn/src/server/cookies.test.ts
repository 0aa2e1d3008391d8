import { describe, expect, it } from 'vitest'
import { applySetCookies } from './cookies.ts'

describe('applySetCookies', () => {
  it.each([
    ['', ['a=1; Path=/'], 'a=1'],
    ['a=0; b=2', ['a=1; Path=/'], 'b=2; a=1'],
    ['theme=dark; theme=light; s=1; s=0', ['s=2; HttpOnly'], 'theme=dark; theme=light; s=2'],
    ['foo; fo=1', ['s=2'], 'foo; fo=1; s=2'],
    ['a=0;b=2', ['c=3'], 'a=0; b=2; c=3'],
    ['a=0; b=2', ['a=; Max-Age=0; Path=/'], 'b=2'],
    ['s.0=x; s.1=y', ['s.0=; Max-Age=0', 's.1=; Max-Age=0', 's=z; HttpOnly'], 's=z'],
    ['a=0; ab=1', ['a=x=y; Path=/'], 'ab=1; a=x=y'],
  ])('%j with %j is %j', (header, setCookies, expected) => {
    expect(applySetCookies(header, setCookies)).toBe(expected)
  })
})
