import { describe, expect, it } from 'vitest'
import { sessionDataMembers } from './session-data-type.ts'

describe('sessionDataMembers', () => {
  it('writes nested and optional members', () => {
    expect(
      sessionDataMembers({
        id: 'string | number',
        'nick?': 'string',
        'first name': `'a' | "b;"`,
        user: { roles: 'Role[]', about: '{ since: Date; until?: Date }' },
      }),
    ).toBe(
      `"id": string | number; "nick"?: string; "first name": 'a' | "b;"; "user": { "roles": Role[]; "about": { since: Date; until?: Date }; };`,
    )
  })

  it('takes a type over several lines', () => {
    expect(sessionDataMembers({ role: `\n  'a'\n  | 'b'\n` })).toBe(`"role": 'a' | 'b';`)
  })

  it('keeps a name that is no identifier a name', () => {
    expect(sessionDataMembers({ 'a"; b: any; //': 'string' })).toBe(
      String.raw`"a\"; b: any; //": string;`,
    )
  })

  it.each([
    ['nothing', ''],
    ['the end of the member', 'string; admin: true'],
    ['the end of the interface', 'string } interface Session { admin: true'],
    ['an open bracket', 'Array<{ id: string'],
    ['a comment that swallows what follows', 'string // all of it'],
    ['another comment', 'string /* all of it'],
    ['an open quote', `'admin`],
  ])('refuses %s', (_, text) => {
    expect(() => sessionDataMembers({ user: { role: text } })).toThrowError(
      /auth\.provider\.session\.dataType\.user\.role is .*, which is not a TypeScript type/,
    )
  })
})
