import { describe, expect, it } from 'vitest'
import { withinBase } from './base-path.ts'

describe('withinBase', () => {
  it.each([
    ['/protected', '/', '/protected'],
    ['/protected', '/app/', '/app/protected'],
    ['/app/protected', '/app/', '/app/protected'],
    ['/app', '/app/', '/app'],
    ['/app?a=1', '/app/', '/app?a=1'],
    ['/apple', '/app/', '/app/apple'],
    ['https://nuxt.com/', '/app/', 'https://nuxt.com/'],
    ['//evil.example', '/app/', '//evil.example'],
  ])('puts %j below %j at %j', (path, base, expected) => {
    expect(withinBase(path, base)).toBe(expected)
  })
})
