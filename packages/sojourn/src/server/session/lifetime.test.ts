import { describe, expect, it } from 'vitest'
import { renewAtOf, updateAgeOf } from './lifetime.ts'
import { resolveSession } from './session-config.ts'

const hour = 60 * 60 * 1000
const now = Date.parse('2026-11-21T12:00:00Z')
const lifetime = { idleTime: 2 * hour, signedInAt: now }

describe('a session should be renewed', () => {
  const rules = resolveSession({ maxAge: 7200 }, undefined)

  it('half its idle time after it was', () => {
    expect(renewAtOf(rules, lifetime, now + 2 * hour)).toBe(now + hour)
    expect(renewAtOf(rules, { ...lifetime, signedInAt: now - 9 * hour }, now + hour)).toBe(now)
  })

  it('never, if that would not make it last longer', () => {
    const limited = resolveSession({ maxAge: 7200, maxLifetime: 7200 }, undefined)
    expect(renewAtOf(limited, lifetime, now + 2 * hour)).toBeUndefined()
    // As a cookie says it.
    expect(renewAtOf(limited, lifetime, now + 2 * hour - 999)).toBeUndefined()
    const longer = resolveSession({ maxAge: 7200, maxLifetime: 7202 }, undefined)
    expect(renewAtOf(longer, lifetime, now + 2 * hour)).toBe(now + hour)
  })

  it('not before it is written', () => {
    expect(renewAtOf(rules, lifetime, now + 2 * hour, 1.5 * hour)).toBe(now + 1.5 * hour)
    expect(renewAtOf(rules, lifetime, now + 2 * hour, 2 * hour)).toBeUndefined()
    const rare = resolveSession({ maxAge: 7200, updateAge: 3600 }, undefined)
    expect(updateAgeOf(rare, lifetime)).toBe(hour)
    expect(updateAgeOf(rare, { ...lifetime, idleTime: hour })).toBe(hour / 2)
  })
})
