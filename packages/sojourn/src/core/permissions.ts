/**
 * Roles and permissions of a person, as sessions commonly carry them.
 *
 * What is read here came out of the session that the server gave. In a browser it decides what is shown; what may be
 * done, the server decides by asking the same of its own session.
 *
 * @module
 */
import { isRecord } from './protocol.ts'
import type { Register } from './session.ts'

/** Names of roles: those that are registered as `Register['roles']`, else any text. */
export type RoleName = Register extends { roles: infer Name extends string } ? Name : string

/** Names of permissions: those that are registered as `Register['permissions']`, else any text. */
export type PermissionName = Register extends { permissions: infer Name extends string }
  ? Name
  : string

/** What a page, a route or a button asks of a person. */
export interface Needs {
  /** One of these is enough. Default: none is needed. An empty list is met by nobody. */
  readonly roles?: readonly RoleName[] | undefined
  /** All of these. Default: none is needed. */
  readonly permissions?: readonly PermissionName[] | undefined
}

/**
 * Whether the person of a session meets the needs. Nobody meets none at all: without a session it is `false`.
 *
 * Roles are looked for in `user.roles`, `user.role`, `roles`, `role`, permissions in `user.permissions`,
 * `user.permission`, `user.scope`, `permissions`, `permission`, `scope`: the first of them that is there counts. It is a
 * list, or text; text of a `scope` holds names with spaces between (RFC 6749, section 3.3).
 */
export function isAllowed(session: unknown, needs: Needs): boolean {
  if (!isRecord(session)) return false
  const { roles, permissions } = needs
  if (roles && !roles.some((name) => namesIn(session, ['roles', 'role']).includes(name))) {
    return false
  }
  const held = permissions && namesIn(session, ['permissions', 'permission', 'scope'])
  return !held || permissions.every((name) => held.includes(name))
}

function namesIn(session: Record<string, unknown>, members: string[]): unknown[] {
  for (const owner of [session['user'], session]) {
    if (!isRecord(owner)) continue
    for (const member of members) {
      const names = Object.hasOwn(owner, member) ? owner[member] : undefined
      if (Array.isArray(names)) return names
      if (typeof names === 'string') return member === 'scope' ? names.split(' ') : [names]
    }
  }
  return []
}
