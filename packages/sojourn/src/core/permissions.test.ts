import { describe, expect, it } from 'vitest'
import { isAllowed, type Needs } from './permissions.ts'

describe('isAllowed', () => {
  it.each<[string, unknown, Needs, boolean]>([
    ['a role in a list of the person', { user: { roles: ['admin'] } }, { roles: ['admin'] }, true],
    ['one of several roles', { roles: ['b'] }, { roles: ['a', 'b'] }, true],
    ['the only role as text', { user: { role: 'admin' } }, { roles: ['admin'] }, true],
    [
      'the role beside the person',
      { user: { name: 'Ada' }, role: 'admin' },
      { roles: ['admin'] },
      true,
    ],
    ['a role that is not held', { roles: ['user'] }, { roles: ['admin'] }, false],
    ['a role that only begins alike', { role: 'administrator' }, { roles: ['admin'] }, false],
    [
      'a role with a space in it, which is one',
      { role: 'user admin' },
      { roles: ['admin'] },
      false,
    ],
    ['an empty list of roles', { roles: ['admin'] }, { roles: [] }, false],
    ['all permissions', { permissions: ['a', 'b'] }, { permissions: ['b', 'a'] }, true],
    ['some permissions only', { permissions: ['a'] }, { permissions: ['a', 'b'] }, false],
    [
      'permissions in a scope',
      { user: { scope: 'posts:read posts:write' } },
      { permissions: ['posts:write'] },
      true,
    ],
    [
      'a permission that is part of another',
      { scope: 'posts:write' },
      { permissions: ['posts'] },
      false,
    ],
    [
      'roles and permissions both',
      { roles: ['a'], scope: 'x' },
      { roles: ['a'], permissions: ['x'] },
      true,
    ],
    [
      'the right role without the permission',
      { roles: ['a'] },
      { roles: ['a'], permissions: ['x'] },
      false,
    ],
    ['nothing', { id: 1 }, {}, true],
    ['nothing, of nobody', null, {}, false],
    ['nothing, of nobody asked for yet', undefined, {}, false],
    ['a role, of a session that is no object', 'admin', { roles: ['admin'] }, false],
    ['a role, of a person who is no object', { user: 'admin' }, { roles: ['admin'] }, false],
    ['a role that is a number', { role: 1 }, { roles: ['1'] }, false],
    ['what every object inherits', {}, { roles: ['toString'] }, false],
  ])('answers about %s', (_, session, needs, answer) => {
    expect(isAllowed(session, needs)).toBe(answer)
  })

  it('does not look beside the person for what the person has', () => {
    const session = { user: { roles: [] }, roles: ['admin'] }
    expect(isAllowed(session, { roles: ['admin'] })).toBe(false)
  })

  it('reads no member that is only inherited', () => {
    const session = Object.create({ roles: ['admin'] }) as object
    expect(isAllowed(session, { roles: ['admin'] })).toBe(false)
  })
})
