import { expect, it } from 'vitest'
import { readSessionBody } from './protocol.ts'

it.each([
  [null, undefined, null],
  [{}, undefined, null],
  [{}, 1, null],
  [{ user: { name: 'Ada' } }, undefined, 'session'],
  [{ expires: '2030-01-01T00:00:00.000Z' }, undefined, 'session'],
  // Whatever the callback of an application returns, where our engine has said the time with it.
  [{ sub: '1' }, 1, 'session'],
  [{ message: 'Bad gateway' }, undefined, undefined],
  [[], 1, undefined],
  ['no', 1, undefined],
])('reads %j, told at %s, as %s', (body, serverTime, expected) => {
  expect(readSessionBody(body, serverTime)).toBe(expected === 'session' ? body : expected)
})
