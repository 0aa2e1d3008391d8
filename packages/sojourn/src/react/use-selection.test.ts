import { describe, expect, it } from 'vitest'
import { isSame } from './use-selection.ts'

const run = (): void => undefined
const map = new Map()

describe('two selections', () => {
  it.each([
    [undefined, undefined],
    [NaN, NaN],
    ['a', 'a'],
    [run, run],
    [map, map],
    [[], []],
    [{}, {}],
    [
      { user: { name: 'ada', roles: ['admin'] }, run },
      { run, user: { roles: ['admin'], name: 'ada' } },
    ],
  ])('%o and %o are the same', (one, other) => {
    expect(isSame(one, other)).toBe(true)
  })

  it.each([
    [undefined, null],
    [0, -0],
    ['1', 1],
    [{}, []],
    [{}, null],
    [null, {}],
    [['a'], ['b']],
    [['a'], ['a', 'a']],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    [{ run }, { run: (): void => undefined }],
    // More than data: what they hold does not show in their keys.
    [new Map([['a', 1]]), new Map([['a', 2]])],
    [new Date(0), new Date(1)],
    [Object.create(null), Object.create(null)],
    [{ constructor: 'Object' }, { constructor: 'Object' }],
  ])('%o and %o are not', (one, other) => {
    expect(isSame(one, other)).toBe(false)
  })
})
