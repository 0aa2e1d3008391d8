/**
 * What the types cost an application: every editor and every build pays it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compilers, createTypePrograms, type Compiler, type TypePrograms } from './type-programs.ts'

/** For a typical application, beyond what React's own types cost. */
const budget = 2000

let programs: TypePrograms
beforeAll(async () => {
  programs = await createTypePrograms()
}, 120_000)
afterAll(() => programs?.remove())

/** The configuration, and a file with everything in it: provider, hook, functions, session on the server. */
const application = (
  name: string,
  server: string,
  imported: (provider: string) => string,
): Record<string, string> => ({
  'auth.ts': `
    import type { AuthOptions } from '${server}'
    import ${imported('google')} from '${name}/providers/google'
    import ${imported('credentials')} from '${name}/providers/credentials'
    export const authOptions = {
      providers: [
        google({ clientId: 'id', clientSecret: 'secret' }),
        credentials({
          credentials: { username: { label: 'Name' } },
          authorize: async (credentials) =>
            credentials?.username ? { id: '1', name: credentials.username } : null,
        }),
      ],
      callbacks: {
        session({ session, token }) {
          return { ...session, user: { ...session.user, id: token.sub, role: 'admin' as const } }
        },
      },
    } satisfies AuthOptions`,
  'page.tsx': `
    import type { ReactNode } from 'react'
    import { SessionProvider, signIn, signOut, useSession } from '${name}/react'
    import { getServerSession } from '${server}'
    import { authOptions } from './auth'

    function Button({ children, onClick }: { children: ReactNode; onClick: () => void }) {
      return <button onClick={onClick}>{children}</button>
    }
    function Account() {
      const { data: session, status, update } = useSession()
      if (status !== 'authenticated') {
        return <Button onClick={() => void signIn('google', { callbackUrl: '/' })}>Sign in</Button>
      }
      return (
        <p>
          Signed in as {session.user?.name}
          <Button onClick={() => void update({ name: 'Countess' })}>Rename</Button>
          <Button onClick={() => void signOut({ callbackUrl: '/' })}>Sign out</Button>
        </p>
      )
    }
    function Members() {
      const { data: session, status } = useSession({ required: true })
      return status === 'loading' ? 'One moment' : session.expires
    }
    export async function logIn(password: string) {
      const result = await signIn('credentials', { username: 'ada', password, redirect: false })
      return result?.ok ? undefined : result?.error
    }
    export default async function Page() {
      const session = await getServerSession(authOptions)
      return (
        <SessionProvider session={session as never}>
          {session?.user.role}
          <Account />
          <Members />
        </SessionProvider>
      )
    }`,
})

/** The same components without a session. */
const without = {
  'page.tsx': `
    import type { ReactNode } from 'react'
    function Button({ children, onClick }: { children: ReactNode; onClick: () => void }) {
      return <button onClick={onClick}>{children}</button>
    }
    export default function Page() {
      return <p><Button onClick={() => undefined}>Sign in</Button></p>
    }`,
}

const registered = `
  import type { InferSession } from 'sojourn'
  import type { authOptions } from './auth'
  declare module 'sojourn' {
    interface Register { session: InferSession<typeof authOptions> }
  }`

const versions = Object.keys(compilers) as Compiler[]

describe.each(versions)('on TypeScript %s', { timeout: 120_000 }, (version) => {
  it(`an application costs at most ${budget} instantiations, and no more than with next-auth`, async () => {
    const ours = await programs.check(version, {
      ...application('sojourn', 'sojourn/next', (provider) => `{ ${provider} }`),
      'session.d.ts': registered,
    })
    const theirs = await programs.check(
      version,
      application('next-auth', 'next-auth', (provider) => provider),
    )
    const react = await programs.check(version, without)
    expect([...ours.errors, ...theirs.errors, ...react.errors]).toEqual([])
    const own = ours.instantiations - react.instantiations
    const other = theirs.instantiations - react.instantiations
    console.log(`  TypeScript ${version}: sojourn ${own}, next-auth ${other}`)
    expect(own).toBeGreaterThan(0)
    expect(own).toBeLessThanOrEqual(budget)
    expect(own).toBeLessThanOrEqual(other)
  })
})
