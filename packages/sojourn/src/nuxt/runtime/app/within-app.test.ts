import { describe, expect, it } from 'vitest'
import { withCallbackInApp, withinApp } from './within-app.ts'

describe('withinApp', () => {
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
    expect(withinApp(path, base)).toBe(expected)
  })
})

describe('withCallbackInApp', () => {
  it('changes callbackUrl and nothing else', () => {
    const options = { callbackUrl: '/a', redirect: false }
    expect(withCallbackInApp(options, '/app/')).toEqual({ callbackUrl: '/app/a', redirect: false })
    expect(withCallbackInApp(undefined, '/app/')).toBeUndefined()
  })
})
