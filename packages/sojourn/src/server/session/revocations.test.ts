import { expect, it, vi } from 'vitest'
import { revocationsBy } from './revocations.ts'

it('knows when a session was last revoked, or any', () => {
  const revocations = revocationsBy(() => 0)
  expect(revocations.lastOf('a')).toBe(-Infinity)
  revocations.note(10, 'a')
  expect([revocations.lastOf('a'), revocations.lastOf('b')]).toEqual([10, -Infinity])
  revocations.note(20)
  revocations.note(30, 'b')
  expect([revocations.lastOf('a'), revocations.lastOf('b')]).toEqual([20, 30])
})

it('makes answers doubtful that were under way when something was revoked, and not when it was found to be over', () => {
  const revocations = revocationsBy(() => 0)
  const before = revocations.count
  revocations.noteFound(10, 'a')
  expect(revocations.count).toBe(before)
  expect(revocations.lastOf('a')).toBe(10)
  revocations.note(20, 'a')
  expect(revocations.count).not.toBe(before)
})

it('is the same for every copy of this module, by the same clock', async () => {
  const clock = (): number => 0
  revocationsBy(clock).note(10, 'a')
  vi.resetModules()
  const copy = await import('./revocations.ts')
  expect(copy.revocationsBy).not.toBe(revocationsBy)
  expect(copy.revocationsBy(clock).lastOf('a')).toBe(10)
  expect(copy.revocationsBy(() => 0).lastOf('a')).toBe(-Infinity)
})

it('forgets none of too many: the oldest may then be any', () => {
  const revocations = revocationsBy(() => 0)
  for (let at = 1; at <= 10_002; at++) revocations.note(at, `session-${at}`)
  expect(revocations.lastOf('session-1')).toBe(2)
  expect(revocations.lastOf('somebody else')).toBe(2)
  expect(revocations.lastOf('session-10002')).toBe(10_002)
})
