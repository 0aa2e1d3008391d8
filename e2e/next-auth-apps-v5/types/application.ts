/**
 * What applications write that know Auth.js v5 by its types: compiled on the original and on the door.
 *
 * @module
 */
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from 'next'
import NextAuth, {
  type Account,
  AuthError,
  CredentialsSignin,
  customFetch,
  type DefaultSession,
  type NextAuthConfig,
  type NextAuthRequest,
  type Profile,
  type Session,
  type User,
} from 'next-auth'
import type { Adapter, AdapterUser } from 'next-auth/adapters'
import { decode, encode, getToken, type JWT } from 'next-auth/jwt'
import type { Provider } from 'next-auth/providers'
import Credentials from 'next-auth/providers/credentials'
import Email from 'next-auth/providers/email'
import GitHub, { type GitHubProfile } from 'next-auth/providers/github'
import Google from 'next-auth/providers/google'
import MicrosoftEntraID from 'next-auth/providers/microsoft-entra-id'
import Resend from 'next-auth/providers/resend'
import {
  getCsrfToken,
  getProviders,
  getSession,
  type SessionContextValue,
  SessionProvider,
  type SessionProviderProps,
  signIn as enter,
  type SignInOptions,
  type SignInResponse,
  signOut as leave,
  type UpdateSession,
  useSession,
} from 'next-auth/react'

declare module 'next-auth' {
  interface Session {
    user: { role: 'admin' | 'user' } & DefaultSession['user']
    accessToken?: string
  }
  interface User {
    role?: 'admin' | 'user'
  }
}

declare module 'next-auth/jwt' {
  interface JWT {
    role?: 'admin' | 'user'
    accessToken?: string
  }
}

declare const adapter: Adapter

class Locked extends CredentialsSignin {
  code = 'locked'
}

const providers: Provider[] = [
  GitHub,
  GitHub({
    clientId: 'a',
    clientSecret: 'b',
    profile: (profile: GitHubProfile) => ({ id: String(profile.id), name: profile.login }),
    account: ({ access_token }) => (access_token === undefined ? {} : { access_token }),
  }),
  Google({
    authorization: { params: { prompt: 'consent' } },
    allowDangerousEmailAccountLinking: true,
  }),
  MicrosoftEntraID({ issuer: 'https://login.microsoftonline.com/tenant/v2.0' }),
  Resend({ from: 'post@example.com' }),
  Email({ server: 'smtp://localhost', from: 'post@example.com' }),
  Credentials({
    credentials: { username: { label: 'Name' }, password: { type: 'password' } },
    async authorize({ username }, request): Promise<User | null> {
      if (request.method !== 'POST') throw new Locked()
      return typeof username === 'string' ? { id: '1', name: username, role: 'user' } : null
    },
  }),
  { id: 'own', name: 'Own', type: 'oidc', issuer: 'https://id.example', [customFetch]: fetch },
]

export const config = {
  adapter,
  providers,
  session: { strategy: 'jwt', maxAge: 3600 },
  pages: { signIn: '/login' },
  trustHost: true,
  callbacks: {
    signIn: ({ account, profile }) =>
      account?.provider !== 'own' || profile?.email_verified === true,
    redirect: ({ url, baseUrl }) => (url.startsWith('/') ? baseUrl + url : baseUrl),
    jwt({ token, user, account, trigger, session }) {
      if (user) token.role = user.role
      if (account) token.accessToken = account.access_token
      if (trigger === 'update') token.name = session.name
      return token
    },
    session({ session, token }) {
      session.user.id = token.sub ?? ''
      session.user.role = token.role ?? 'user'
      session.accessToken = token.accessToken
      return session
    },
    authorized: ({ request, auth: session }) =>
      session ? true : Response.redirect(new URL('/login', request.nextUrl)),
  },
  events: {
    linkAccount: ({ user, account }) => console.log(user.email, account.provider),
    signOut: (message) => console.log('token' in message ? message.token?.sub : message.session),
  },
} satisfies NextAuthConfig

export const { handlers, auth, signIn, signOut, unstable_update } = NextAuth(config)
export const { GET, POST } = handlers
export const lazy = NextAuth(async (request) => ({
  ...config,
  basePath: request?.nextUrl.pathname ?? '/api/auth',
}))

export const role: Promise<'admin' | 'user' | undefined> = auth().then(
  (session) => session?.user.role,
)
export const id: Promise<string | undefined> = auth().then((session) => session?.user.id)

export const route = auth((request: NextAuthRequest) =>
  Response.json({ name: request.auth?.user.name }),
)
export async function api(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  const session: Session | null = await auth(req, res)
  res.json(session?.user.email)
}
export async function getServerSideProps(context: GetServerSidePropsContext) {
  return { props: { session: await auth(context) } }
}

export async function actions(form: FormData): Promise<string> {
  try {
    await signIn('credentials', form)
    await signIn('github', { redirectTo: '/' }, { prompt: 'login' })
    await signOut({ redirectTo: '/' })
  } catch (error) {
    if (error instanceof CredentialsSignin) return error.code
    if (error instanceof AuthError) return `${error.type} ${error.cause?.err?.message}`
    throw error
  }
  const updated = await unstable_update({ user: { name: 'Ada' } })
  const url: string = await signIn('github', { redirect: false })
  return `${updated?.user.name} ${url}`
}

export function usePerson(): string {
  const loose = useSession()
  const strict = useSession({ required: true, onUnauthenticated: () => {} })
  const update: UpdateSession = loose.update
  void update({ name: 'Ada' })
  const value: SessionContextValue = loose
  if (value.status === 'authenticated') return value.data.user.role
  return strict.status === 'loading' ? 'loading' : (strict.data.accessToken ?? '')
}

export async function inBrowser(options: SignInOptions): Promise<string> {
  await enter()
  await enter('github', options)
  await enter('github', { redirectTo: '/' }, { prompt: 'login' })
  const result: SignInResponse = await enter('credentials', { redirect: false, username: 'ada' })
  const { url } = await leave({ redirect: false })
  await leave({ redirectTo: '/' })
  const session = await getSession()
  const providersById = await getProviders()
  return [
    result.code,
    url,
    session?.user.role,
    await getCsrfToken(),
    providersById?.github?.name,
  ].join()
}

export const props: Omit<SessionProviderProps, 'children'> = {
  session: null,
  basePath: '/api/auth',
  refetchInterval: 60,
  refetchOnWindowFocus: true,
  refetchWhenOffline: false,
}
export { SessionProvider }

export async function tokens(request: Request, secret: string): Promise<JWT | null> {
  const raw = await getToken({ req: request, secret, raw: true })
  const sealed = await encode({ token: { role: 'user' }, secret, salt: 'authjs.session-token' })
  await decode({ token: raw || sealed, secret, salt: 'authjs.session-token' })
  return getToken({ req: request, secret })
}

export const kinds: [Account?, Profile?, AdapterUser?] = []
