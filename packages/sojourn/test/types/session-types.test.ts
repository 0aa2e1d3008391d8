/**
 * One declaration of what a session is, and every hook and helper knows it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compilers, createTypePrograms, type Compiler, type TypePrograms } from './type-programs.ts'

let programs: TypePrograms
beforeAll(async () => {
  programs = await createTypePrograms()
}, 120_000)
afterAll(() => programs?.remove())

const versions = Object.keys(compilers) as Compiler[]

/** The configuration of an application whose callback adds to the session. */
const configuration = `
import type { AuthOptions } from 'sojourn/next'
export const authOptions = {
  providers: [],
  callbacks: {
    async session({ session, user }) {
      const role = user.email === 'ada@example.com' ? 'admin' : 'member'
      return { ...session, user: { ...session.user, id: user.id, role } } as const
    },
  },
} satisfies AuthOptions
`

/** Uses the role in every way in which a session reaches an application. */
const uses = `
import { useContext } from 'react'
import {
  getSession, SessionContext, SessionProvider, useSession, useSessionClient,
  type RegisteredSession, type SessionContextValue, type SessionProviderProps,
} from 'sojourn/react'
import { getServerSession, getSessionSnapshot } from 'sojourn/next'
import { useAuth } from 'sojourn/vue'

type Role = 'admin' | 'member'
type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
/** Compiles if both are the same type. */
declare function equal<A, B>(...same: Equal<A, B> extends true ? [] : [never]): void
type RoleOf<S> = NonNullable<S> extends { user: { role: infer R } } ? R : 'unknown'

export function Component() {
  const session = useSession()
  equal<RoleOf<typeof session.data>, Role>()
  if (session.status === 'authenticated') equal<typeof session.data.user.role, Role>()
  equal<RoleOf<Awaited<ReturnType<typeof session.update>>>, Role>()
  const { data } = useSession({ required: true })
  equal<RoleOf<typeof data>, Role>()
  const role = useSession((state) => state.data?.user.role)
  equal<typeof role, Role | undefined>()
  const client = useSessionClient()
  const state = client.store.get()
  equal<RoleOf<typeof state.data>, Role>()
  equal<RoleOf<Awaited<ReturnType<typeof client.getSession>>>, Role>()
  equal<RoleOf<Awaited<ReturnType<typeof client.update>>>, Role>()
  equal<RoleOf<Parameters<typeof client.setData>[0]>, Role>()
  const context = useContext(SessionContext)
  equal<RoleOf<NonNullable<typeof context>['data']>, Role>()
  equal<RoleOf<SessionContextValue['data']>, Role>()
  equal<RoleOf<SessionProviderProps['session']>, Role>()
  equal<RoleOf<RegisteredSession>, Role>()
  // @ts-expect-error: no such member.
  void data?.user.rights
  return <SessionProvider session={data}>{role}</SessionProvider>
}

export async function onServer() {
  const session = await getServerSession()
  equal<RoleOf<typeof session>, Role>()
  const snapshot = await getSessionSnapshot()
  equal<RoleOf<typeof snapshot.session>, Role>()
  const asked = await getSession()
  equal<RoleOf<typeof asked>, Role>()
  const { data } = useAuth()
  equal<RoleOf<typeof data.value>, Role>()
}
`

const declarations = {
  'registered as what the callback makes': `
    import type { InferSession } from 'sojourn'
    import type { authOptions } from './auth'
    declare module 'sojourn' {
      interface Register { session: InferSession<typeof authOptions> }
    }`,
  'registered as a type of its own': `
    declare module 'sojourn' {
      interface Register {
        session: { user: { id: string; role: 'admin' | 'member' }; expires: string }
      }
    }
    export {}`,
  ...Object.fromEntries(
    ['sojourn', 'sojourn/react', 'sojourn/next'].map((name) => [
      `augmented in ${name}, as in NextAuth`,
      `import type { DefaultSession } from '${name}'
      declare module '${name}' {
        interface Session { user: { role: 'admin' | 'member' } & DefaultSession['user'] }
      }`,
    ]),
  ),
}

describe.each(versions)('on TypeScript %s', { timeout: 120_000 }, (version) => {
  it.each(Object.entries(declarations))(
    'a session is known everywhere: %s',
    async (_, declaration) => {
      const files = { 'auth.ts': configuration, 'session.d.ts': declaration, 'uses.tsx': uses }
      expect((await programs.check(version, files)).errors).toEqual([])
    },
  )

  it('the role is known nowhere without a declaration', async () => {
    const { errors } = await programs.check(version, { 'uses.tsx': uses })
    expect(errors.length).toBeGreaterThan(15)
  })

  it('a callback that says nothing of its session leaves it as it is', async () => {
    const text = `
      import type { InferSession, Session } from 'sojourn'
      const same = (session: Session): Session => session
      export const sessions = (
        a: InferSession<{ providers: [] }>,
        b: InferSession<{ callbacks: {} }>,
        c: InferSession<{ callbacks: { session: () => any } }>,
        d: InferSession<{ callbacks: { session: () => Promise<Session | null> } }>,
      ) => [a, b, c, d].map(same)`
    expect((await programs.check(version, { 'a.ts': text })).errors).toEqual([])
  })

  it('a type argument says what one call gets', async () => {
    const text = `
      import { getSession, useSession, type InferSession } from 'sojourn/react'
      import type { authOptions } from './auth'
      type Mine = InferSession<typeof authOptions>
      export async function roles(): Promise<('admin' | 'member' | undefined)[]> {
        const optional = useSession<Mine>()
        const required = useSession<Mine, true>({ required: true })
        // @ts-expect-error: it does not become another type by itself.
        void useSession().data?.user.role
        // @ts-expect-error: neither two answers to one question.
        useSession<Mine>({ required: 'yes' })
        return [optional.data?.user.role, required.data?.user.role, (await getSession<Mine>())?.user.role]
      }`
    expect(
      (await programs.check(version, { 'auth.ts': configuration, 'a.ts': text })).errors,
    ).toEqual([])
  })
})
