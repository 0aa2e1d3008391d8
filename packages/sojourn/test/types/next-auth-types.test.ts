/**
 * What applications write by the types of NextAuth v4: it compiles against theirs, and against ours.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compilers, createTypePrograms, type Compiler, type TypePrograms } from './type-programs.ts'

let programs: TypePrograms
beforeAll(async () => {
  programs = await createTypePrograms()
}, 120_000)
afterAll(() => programs?.remove())

/** Components as they are found in applications. */
const application = (name: string): string => `
import type { IncomingMessage } from 'node:http'
import type { ReactElement, ReactNode } from 'react'
import {
  getCsrfToken, getProviders, getSession, SessionContext, SessionProvider, signIn, signOut, useSession,
  type ClientSafeProvider, type GetSessionParams, type SessionContextValue,
  type SessionProviderProps, type SignInAuthorizationParams, type SignInOptions, type SignInResponse,
  type SignOutParams, type SignOutResponse, type UseSessionOptions,
} from '${name}/react'
import type { Session } from '${name}'

export function optional(): string {
  const { data: session, status, update } = useSession()
  const { data, ...rest }: SessionContextValue = useSession()
  void update({ name: 'Countess' })
  if (status === 'loading') return 'One moment'
  if (status !== 'authenticated') return 'nobody'
  return session.user?.name ?? data?.user?.email ?? rest.status
}

export function required(): string {
  const session = useSession({ required: true, onUnauthenticated() {} })
  const again: SessionContextValue<true> = useSession<true>({ required: true })
  const either = useSession<boolean>({ required: Math.random() > 0.5 })
  if (session.status === 'loading' || again.status === 'loading') return either.status
  return session.data.expires + again.data.expires
}

export function useOwnSession<R extends boolean>(options: UseSessionOptions<R>): SessionContextValue<R> {
  return useSession(options)
}
type Value = ReturnType<typeof useSession>
type Update = Value['update']
export const rename = async (update: Update): Promise<Session | null> => update({ name: 'x' })
export const isMember = (value: Value): boolean => value.status === 'authenticated'

export function Shell(props: SessionProviderProps & { children: ReactNode }): ReactElement {
  return (
    <SessionProvider session={props.session} basePath="/api/auth" baseUrl="/" refetchInterval={60}
      refetchOnWindowFocus={false} refetchWhenOffline={false}>
      <SessionContext.Consumer>{(value) => value?.status}</SessionContext.Consumer>
      {props.children}
    </SessionProvider>
  )
}

export async function logIn(form: { email: string; password: string }): Promise<string | undefined> {
  const params: SignInAuthorizationParams = { prompt: 'login' }
  const options: SignInOptions = { ...form, callbackUrl: '/', redirect: false }
  const result: SignInResponse | undefined = await signIn<'credentials'>('credentials', options)
  void signIn()
  void signIn(undefined, { callbackUrl: '/foo' })
  void signIn('google', undefined, params)
  void signIn('github', {}, new URLSearchParams())
  if (result?.error) return result.error
  return result?.ok ? (result.url ?? undefined) : String(result?.status)
}

export async function logOut(): Promise<string> {
  const options: SignOutParams<false> = { redirect: false, callbackUrl: '/' }
  const result: SignOutResponse = await signOut<false>(options)
  void signOut()
  return result.url
}

export async function beside(context: { req?: IncomingMessage }, params: GetSessionParams): Promise<Session | null> {
  const providers: Record<string, ClientSafeProvider> | null = await getProviders()
  const token: string | undefined = await getCsrfToken(context)
  const names = Object.values(providers ?? {}).map(({ id, name, type }) => id + name + type + token)
  void getSession({ ...params, event: names[0], broadcast: false, triggerEvent: true })
  return getSession(context)
}
`

/** On the server, with the types of Next. */
const onServer = (name: string): string => `
import type { GetServerSideProps, NextApiRequest, NextApiResponse, NextPage, NextPageContext } from 'next'
import type { AppProps } from 'next/app'
import { getCsrfToken, getProviders, getSession, SessionProvider, useSession } from '${name}/react'
import type { Session } from '${name}'

export const getServerSideProps: GetServerSideProps = async (context) => {
  const session = await getSession(context)
  if (!session) return { redirect: { destination: '/api/auth/signin', permanent: false } }
  return { props: { session, csrfToken: await getCsrfToken(context), providers: await getProviders() } }
}

export async function handler(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  const session = await getSession({ req })
  if (session) res.json({ name: session.user?.name })
  else res.status(401).end()
}

type Auth = boolean | { role: string }
type PageWithAuth = NextPage & { auth?: Auth }
type Props = AppProps<{ session: Session | null }> & { Component: PageWithAuth }

export default function App({ Component, pageProps: { session, ...pageProps } }: Props) {
  return (
    <SessionProvider session={session}>
      {Component.auth ? <Guard><Component {...pageProps} /></Guard> : <Component {...pageProps} />}
    </SessionProvider>
  )
}
App.getInitialProps = async ({ ctx }: { ctx: NextPageContext }) => ({
  pageProps: { session: await getSession(ctx) },
})

function Guard({ children }: { children: React.ReactNode }) {
  const { status } = useSession({ required: true })
  return status === 'loading' ? <div>Loading...</div> : <>{children}</>
}
`

/** What compiles there and not here, because it may be wrong: see docs/session-types.md. */
const differences = (name: string): Record<string, string> => ({
  'what-is-not-known-yet-is-undefined.ts': `
    import { useSession } from '${name}/react'
    import type { Session } from '${name}'
    export const useOwn = (): Session | null => useSession().data`,
  'sign-out-always-tells-what-became-of-it.ts': `
    import { signOut } from '${name}/react'
    export const leave = (): Promise<void> => signOut()`,
  'no-error-is-undefined.ts': `
    import { signIn } from '${name}/react'
    export async function enter(): Promise<string | null> {
      const result = await signIn('credentials', { redirect: false })
      return result ? result.error : null
    }`,
})

const versions = Object.keys(compilers) as Compiler[]

describe.each(versions)('on TypeScript %s', { timeout: 120_000 }, (version) => {
  it.each(['next-auth', 'sojourn'])('an application compiles against %s', async (name) => {
    const files = { 'app.tsx': application(name), '_app.tsx': onServer(name) }
    expect((await programs.check(version, files)).errors).toEqual([])
  })

  it('these are all the differences', async () => {
    expect((await programs.check(version, differences('next-auth'))).errors).toEqual([])
    const { errors } = await programs.check(version, differences('sojourn'))
    expect(errors.map((error) => error.split('(')[0]).toSorted()).toEqual(
      Object.keys(differences('sojourn')).toSorted(),
    )
  })
})
