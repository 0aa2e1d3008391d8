import { describe, expect, it } from 'vitest'
import { isReplaced, markOf, marksOf } from './token-marks.ts'

const old = { token: 'a0', refreshToken: 'r0' }
const next = { token: 'a1', refreshToken: 'r1' }
const nothing = { token: null, refreshToken: null }

describe('marks', () => {
  it('tell one token from another, and fit into 32 bits', () => {
    expect(markOf('a0')).not.toBe(markOf('a1'))
    expect(markOf(null)).toBe(0)
    const long = markOf('token'.repeat(1000))
    expect(long).toBe(long | 0)
  })

  it('are there for what is seen', () => {
    expect(marksOf({ ...old, token: null })).toEqual({
      token: undefined,
      refreshToken: markOf('r0'),
    })
  })
})

describe('tokens', () => {
  it.each([
    ['are what they were', old, old, false],
    ['are others', old, next, true],
    ['have another access token', old, { ...old, token: 'a1' }, true],
    // Some backends rotate it for themselves.
    ['have another refresh token alone', old, { ...old, refreshToken: 'r1' }, false],
    ['have no access token any more', old, { ...old, token: null }, false],
    ['have none, and another refresh token', old, { token: null, refreshToken: 'r1' }, true],
    ['are gone', old, nothing, false],
    ['had no access token, and are what they were', { ...old, token: null }, old, false],
    ['had no access token, and are others', { ...old, token: null }, next, true],
    ['were not seen', nothing, next, false],
  ])('that %s', (_, seen, held, expected) => {
    expect(isReplaced(marksOf(seen), held)).toBe(expected)
  })

  it('of which a page says nothing, or nonsense, were not seen', () => {
    for (const seen of [undefined, null, 'a0', [], {}, { token: 'a0' }]) {
      expect(isReplaced(seen, next)).toBe(false)
    }
  })
})
