import { expect, it } from 'vitest'
import { fakeClock } from '../../src/testing/index.ts'

it('stands still until it is moved', () => {
  const { now, advance } = fakeClock('2026-01-01T00:00:00Z')
  expect(new Date(now()).toISOString()).toBe('2026-01-01T00:00:00.000Z')
  advance({ days: 1, hours: 1, minutes: 1, seconds: 1 })
  expect(new Date(now()).toISOString()).toBe('2026-01-02T01:01:01.000Z')
  advance({ days: -1 })
  expect(new Date(now()).toISOString()).toBe('2026-01-01T01:01:01.000Z')
})

it('does not start at what is no date', () => {
  expect(() => fakeClock('soon')).toThrow(TypeError)
})
