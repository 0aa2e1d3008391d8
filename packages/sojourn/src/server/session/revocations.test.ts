import { expect, it, vi } from 'vitest'
import { createRevocations, processRevocations } from './revocations.ts'

it('knows when a session was last revoked, or any', () => {
  const revocations = createRevocations()
  expect(revocations.lastOf('a')).toBe(-Infinity)
  revocations.note(10, 'a')
  expect([revocations.lastOf('a'), revocations.lastOf('b')]).toEqual([10, -Infinity])
  revocations.note(20)
  revocations.note(30, 'b')
  expect([revocations.lastOf('a'), revocations.lastOf('b')]).toEqual([20, 30])
})

it('makes answers doubtful that were under way when something was revoked, and not when it was found to be over', () => {
  const revocations = createRevocations()
  const before = revocations.count
  revocations.noteFound(10, 'a')
  expect(revocations.count).toBe(before)
  expect(revocations.lastOf('a')).toBe(10)
  revocations.note(20, 'a')
  expect(revocations.count).not.toBe(before)
})

it('is the same for every copy of this module in a process', async () => {
  processRevocations().note(10, 'a')
  vi.resetModules()
  const copy = await import('./revocations.ts')
  expect(copy.processRevocations).not.toBe(processRevocations)
  expect(copy.processRevocations().lastOf('a')).toBe(10)
})

it('keeps the later moment where the clock was set back', () => {
  const revocations = createRevocations()
  revocations.note(20)
  revocations.note(10)
  expect(revocations.lastOf('a')).toBe(20)
})

it('forgets none of too many: the oldest may then be any', () => {
  const revocations = createRevocations()
  for (let at = 1; at <= 10_002; at++) revocations.note(at, `session-${at}`)
  expect(revocations.lastOf('session-1')).toBe(2)
  expect(revocations.lastOf('somebody else')).toBe(2)
  expect(revocations.lastOf('session-10002')).toBe(10_002)
})
