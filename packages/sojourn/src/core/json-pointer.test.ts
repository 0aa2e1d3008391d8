import { describe, expect, it } from 'vitest'
import { buildFromPointer, readPointer } from './json-pointer.ts'

describe('what a pointer points at', () => {
  const document = { user: { name: 'Ada', tags: ['a', 'b'], 'a/b': 1, '~': 2, '': 3 }, none: null }

  it.each([
    ['', document],
    ['/', document],
    ['/user/name', 'Ada'],
    ['/user/tags/1', 'b'],
    ['/user/a~1b', 1],
    ['/user/~0', 2],
    ['/user/', 3],
    ['/none', null],
  ])('%s', (pointer, value) => expect(readPointer(document, pointer)).toBe(value))

  it.each([
    '/missing',
    '/none/deeper',
    '/user/name/0',
    '/user/tags/2',
    '/__proto__',
    '/constructor/name',
    '/user/toString',
  ])('nothing at %s', (pointer) => expect(readPointer(document, pointer)).toBeUndefined())

  it('is "~1" where a document says "~01"', () =>
    expect(readPointer({ '~1': 'x' }, '/~01')).toBe('x'))

  it('must begin with a slash', () => {
    expect(() => readPointer({ token: 'x' }, 'token')).toThrow(
      'JSON pointer "token" does not begin with "/".',
    )
  })
})

describe('a document made from a pointer', () => {
  it.each([
    ['/refreshToken', { refreshToken: 'x' }],
    ['/a/b', { a: { b: 'x' } }],
    ['/a~1b/~0', { 'a/b': { '~': 'x' } }],
    ['/a/0/b', { a: [{ b: 'x' }] }],
    ['/a/-', { a: ['x'] }],
    ['/a/2fa', { a: { '2fa': 'x' } }],
    ['/0', { 0: 'x' }],
  ])('%s', (pointer, document) => expect(buildFromPointer(pointer, 'x')).toEqual(document))

  it('leaves the places before an index empty', () =>
    expect(JSON.stringify(buildFromPointer('/a/2', 'x'))).toBe('{"a":[null,null,"x"]}'))

  it('holds a member of any name and changes no prototype', () => {
    const document = buildFromPointer('/__proto__/isAdmin', true)
    expect(JSON.stringify(document)).toBe('{"__proto__":{"isAdmin":true}}')
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  it.each(['', '/'])('needs a member to put something into: "%s"', (pointer) =>
    expect(() => buildFromPointer(pointer, 'x')).toThrow('names no member'),
  )

  it('must begin with a slash', () =>
    expect(() => buildFromPointer('a', 'x')).toThrow('does not begin'))
})
