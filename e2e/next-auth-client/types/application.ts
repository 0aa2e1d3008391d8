import NextAuth, {
  getServerSession,
  type NextAuthOptions,
  type DefaultSession,
  type DefaultUser,
  type Session,
  type Account,
  type Profile,
  type AuthOptions,
  type CallbacksOptions,
  type EventCallbacks,
  type Awaitable,
  unstable_getServerSession,
} from 'next-auth'
import NextAuthNext, { getServerSession as gss } from 'next-auth/next'
import {
  useSession,
  signIn,
  signOut,
  getSession,
  getCsrfToken,
  getProviders,
  SessionProvider,
  SessionContext,
  type ClientSafeProvider,
  type LiteralUnion,
  type SignInOptions,
  type SignInResponse,
  type SignOutParams,
  type SignOutResponse,
  type SessionProviderProps,
  type SessionContextValue,
  type UseSessionOptions,
  type GetSessionParams,
  type SignInAuthorizationParams,
} from 'next-auth/react'
import {
  getToken,
  encode,
  decode,
  type JWT,
  type DefaultJWT,
  type JWTOptions,
  type GetTokenParams,
  type JWTEncodeParams,
  type JWTDecodeParams,
  type Secret,
} from 'next-auth/jwt'
import {
  withAuth,
  type NextRequestWithAuth,
  type NextMiddlewareWithAuth,
  type NextAuthMiddlewareOptions,
} from 'next-auth/middleware'
import middleware from 'next-auth/middleware'
import GithubProvider, { type GithubProfile } from 'next-auth/providers/github'
import GoogleProvider from 'next-auth/providers/google'
import AppleProvider from 'next-auth/providers/apple'
import AzureADProvider from 'next-auth/providers/azure-ad'
import DiscordProvider from 'next-auth/providers/discord'
import KeycloakProvider, { type KeycloakProfile } from 'next-auth/providers/keycloak'
import BoxProvider from 'next-auth/providers/box'
import EmailProvider from 'next-auth/providers/email'
import TwitterProvider, { TwitterLegacy } from 'next-auth/providers/twitter'
import CredentialsProvider from 'next-auth/providers/credentials'
import type { OAuthConfig, OAuthUserConfig } from 'next-auth/providers/oauth'
import type { Provider, BuiltInProviderType } from 'next-auth/providers/index'
import type {
  Adapter,
  AdapterUser,
  AdapterAccount,
  AdapterSession,
  VerificationToken,
} from 'next-auth/adapters'
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from 'next'
import { NextResponse } from 'next/server.js'

type Role = 'admin' | 'user'
declare module 'next-auth' {
  interface Session extends DefaultSession {
    user: { id: string; role: Role } & DefaultSession['user']
    accessToken?: string
    error?: 'RefreshAccessTokenError'
  }
  interface User extends DefaultUser {
    role: Role
    email: string
  }
  interface Profile {
    email_verified: boolean
    picture: string
  }
  interface Account {
    org?: string
  }
}
declare module 'next-auth/jwt' {
  interface JWT extends DefaultJWT {
    id: string
    role: Role
    exp: number
    iat: number
    jti: string
    accessToken?: string
  }
}

export interface Acme {
  sub: string
  login: string
}
export function AcmeProvider<P extends Acme>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: 'acme',
    name: 'Acme',
    type: 'oauth',
    wellKnown: 'https://x/.well-known',
    authorization: { params: { scope: 'openid' } },
    checks: ['pkce', 'state'],
    idToken: true,
    profile(profile) {
      return { id: profile.sub, name: profile.login, email: 'x', role: 'user' }
    },
    style: { logo: '', bg: '', text: '' },
    options,
  }
}

export const authOptions: NextAuthOptions = {
  adapter: MyAdapter(),
  secret: process.env.NEXTAUTH_SECRET,
  session: { strategy: 'jwt', maxAge: 3600, updateAge: 60 },
  jwt: {
    maxAge: 60,
    async encode({ token, secret }) {
      return JSON.stringify([token, secret])
    },
    async decode({ token }) {
      return token ? (JSON.parse(token) as JWT) : null
    },
  },
  pages: { signIn: '/signin', error: '/err' },
  theme: { colorScheme: 'dark', logo: '/logo.svg', brandColor: '#fff' },
  debug: process.env.NODE_ENV === 'development',
  useSecureCookies: false,
  logger: {
    error(code, metadata) {
      console.error(code, metadata)
    },
    warn(code) {
      console.warn(code)
    },
    debug(code, metadata) {
      console.debug(code, metadata)
    },
  },
  cookies: {
    sessionToken: {
      name: 'x',
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true, domain: '.x' },
    },
  },
  providers: [
    GithubProvider({
      clientId: '',
      clientSecret: '',
      profile(profile) {
        const login: string = profile.login
        return {
          id: String(profile.id),
          name: login,
          email: profile.email ?? '',
          image: profile.avatar_url,
          role: 'user',
        }
      },
    }),
    GoogleProvider({
      clientId: process.env.GOOGLE_ID as string,
      clientSecret: process.env.GOOGLE_SECRET ?? '',
      authorization: { params: { prompt: 'consent', access_type: 'offline' } },
    }),
    AppleProvider({ clientId: '', clientSecret: '' }),
    AzureADProvider({ clientId: '', clientSecret: '', tenantId: 'x', profilePhotoSize: 48 }),
    DiscordProvider({ clientId: '', clientSecret: '', allowDangerousEmailAccountLinking: true }),
    KeycloakProvider<KeycloakProfile>({ clientId: '', clientSecret: '', issuer: 'x' }),
    BoxProvider({ clientId: '' }),
    TwitterProvider({ clientId: '', clientSecret: '', version: '2.0' }),
    AcmeProvider({ clientId: '', clientSecret: '' }),
    EmailProvider({
      server: process.env.EMAIL_SERVER,
      from: 'x',
      maxAge: 60,
      async sendVerificationRequest({ identifier, url, provider, theme, token, expires }) {
        const { host } = new URL(url)
        console.log(
          identifier,
          host,
          provider.from,
          provider.server,
          theme.brandColor,
          token,
          expires.getTime(),
        )
      },
    }),
    EmailProvider({ server: { host: 'x', port: 25, auth: { user: '', pass: '' } }, from: '' }),
    {
      id: 'inline',
      name: 'Inline',
      type: 'oauth',
      token: {
        url: 'x',
        async request({ client, params, checks, provider }) {
          void [client, params.state, checks.state, provider.callbackUrl]
          return { tokens: { access_token: 'x' } }
        },
      },
      userinfo: 'x',
      authorization: 'x',
      profile(profile) {
        return { id: profile.id, name: profile.name, email: '', role: 'user' }
      },
    },
    CredentialsProvider({
      id: 'domain',
      name: 'Credentials',
      credentials: {
        username: { label: 'U', type: 'text', placeholder: 'j' },
        password: { label: 'P', type: 'password' },
      },
      async authorize(credentials, req) {
        const { username, password } = credentials as { username: string; password: string }
        const alsoName: string | undefined = credentials?.username
        const host: unknown = req.headers?.host
        void [username, password, alsoName, host, req.body?.csrfToken, req.query, req.method]
        return { id: '1', name: 'J', email: 'j', role: 'admin' }
      },
    }),
  ],
  callbacks: {
    async signIn({ user, account, profile, email, credentials }) {
      if (account?.provider === 'google') return profile?.email_verified === true
      if (email?.verificationRequest) return '/x'
      return Boolean(user.id && credentials?.username)
    },
    async redirect({ url, baseUrl }) {
      return url.startsWith('/') ? `${baseUrl}${url}` : baseUrl
    },
    async jwt({ token, user, account, profile, trigger, session, isNewUser }) {
      if (account) {
        token.accessToken = account.access_token
        token.id = user.id
        token.expiresAt = (account.expires_at ?? 0) * 1000
      }
      if (user) token.role = user.role
      if (trigger === 'update' && session?.name) token.name = session.name
      if (trigger === 'signUp' && isNewUser) token.sub = profile?.sub
      return token
    },
    async session({ session, token, user }) {
      if (session.user) {
        session.user.id = token.id
        session.user.role = token.role
      }
      session.accessToken = token.accessToken
      if (user) session.user.id = user.id
      return session
    },
  },
  events: {
    async signIn({ user, account, profile, isNewUser }) {
      void [user.role, account?.org, profile?.picture, isNewUser]
    },
    signOut({ token, session }) {
      void [token.id, session]
    },
    async createUser({ user }) {
      void user.id
    },
    async linkAccount({ user, account, profile }) {
      void [user, account.provider, profile.email]
    },
    async session({ session, token }) {
      void [session.user.role, token]
    },
    async updateUser(message) {
      void message.user
    },
  },
}

const handler = NextAuth(authOptions)
export { handler as GET, handler as POST }
export default NextAuth(authOptions)
export const lazy = (req: NextApiRequest, res: NextApiResponse) =>
  NextAuthNext(req, res, authOptions)
export const auth = (
  ...args:
    | [GetServerSidePropsContext['req'], GetServerSidePropsContext['res']]
    | [NextApiRequest, NextApiResponse]
    | []
) => getServerSession(...args, authOptions)

export async function server(req: NextApiRequest, res: NextApiResponse): Promise<Role | undefined> {
  const session = await getServerSession(req, res, authOptions)
  const again = await gss(authOptions)
  const bare = await getServerSession()
  const old = await unstable_getServerSession(authOptions)
  const token = await getToken({ req, secret: 'x', secureCookie: true, cookieName: 'x' })
  const raw = await getToken({ req, raw: true })
  const text: string = raw
  const encoded: string = await encode({ token: token ?? undefined, secret: 'x', maxAge: 1 })
  const decoded = await decode({ token: encoded, secret: 'x' })
  void [again?.user.id, bare?.user.id, old?.accessToken, text, decoded?.id]
  if (!session) {
    res.status(401).end()
    return undefined
  }
  const fromClient: Session | null = await getSession({ req })
  const csrf: string | undefined = await getCsrfToken({ req })
  const providers = await getProviders()
  const github: string | undefined = providers?.github.name
  for (const provider of Object.values(providers ?? {}))
    void [provider.id, provider.signinUrl, csrf, github]
  return (fromClient ?? session).user.role === 'admin' ? token?.role : undefined
}

export async function ssr(context: GetServerSidePropsContext) {
  return {
    props: {
      session: await getSession(context),
      csrf: await getCsrfToken(context),
      s: await getServerSession(context.req, context.res, authOptions),
    },
  }
}

export function Component() {
  const { data: session, status, update } = useSession()
  const required = useSession({ required: true, onUnauthenticated() {} })
  if (required.status === 'loading') return null
  const role: Role = required.data.user.role
  if (status === 'authenticated') {
    const id: string = session.user.id
    void [id, role]
  }
  void update({ name: 'x' }).then((s) => s?.user.name)
  return null
}

/** What a component hands on. */
declare function show(session: Session | null, error: string | null): void
declare function choose(provider: ClientSafeProvider): void

export async function HandsOn(): Promise<void> {
  const { data, update } = useSession()
  const result = await signIn('credentials', { redirect: false })
  show(data, result ? result.error : null)
  show(await update(), null)
  for (const provider of Object.values((await getProviders()) ?? {})) choose(provider)
}

export async function client(): Promise<void> {
  const res = await signIn('credentials', {
    redirect: false,
    username: 'x',
    password: 'y',
    callbackUrl: '/',
  })
  if (res?.error) {
    const e: string = res.error
    void e
  }
  if (res?.ok && res.url) void res.status.toFixed()
  const typed: SignInResponse | undefined = await signIn<'credentials'>('credentials', {
    redirect: false,
  })
  void typed
  void signIn()
  void signIn('github', { callbackUrl: '/x' }, { prompt: 'login' })
  void signIn('email', { email: 'x' }, new URLSearchParams())
  void signOut()
  const out = await signOut({ redirect: false, callbackUrl: '/' })
  const url: string = out.url
  void url
}
export const props: SessionProviderProps = {
  children: null,
  session: null,
  refetchInterval: 5,
  refetchOnWindowFocus: true,
  refetchWhenOffline: false,
  basePath: '/x',
  baseUrl: 'x',
}
export const provider = SessionProvider
export const context = SessionContext
export const protect = withAuth(
  (req) => {
    if (req.nextauth.token?.role !== 'admin') return NextResponse.redirect(new URL('/x', req.url))
    return NextResponse.next()
  },
  {
    callbacks: {
      authorized: ({ token, req }) => token?.role === 'admin' && req.nextUrl.pathname !== '/',
    },
    pages: { signIn: '/x' },
    secret: 'x',
    jwt: { decode: authOptions.jwt?.decode },
    cookies: { sessionToken: { name: 'x' } },
  },
)
export const guard = withAuth({ callbacks: { authorized: ({ token }) => !!token } })
export const asynchronous = withAuth(async function proxy(req: NextRequestWithAuth) {
  void req.nextauth.token
  return NextResponse.next()
})
export { middleware }
export function MyAdapter(): Adapter {
  return {
    async createUser(user: Omit<AdapterUser, 'id'>) {
      const email: string = user.email
      return { ...user, id: email }
    },
    async getUser() {
      return null
    },
    async getUserByEmail() {
      return null
    },
    async getUserByAccount({ providerAccountId, provider }) {
      void [providerAccountId, provider]
      return null
    },
    async updateUser(user) {
      return user as AdapterUser
    },
    async linkAccount(account: AdapterAccount) {
      void account.userId
    },
    async createSession(session) {
      return session
    },
    async getSessionAndUser() {
      return null
    },
    async updateSession() {
      return null
    },
    async deleteSession() {},
    async createVerificationToken(token) {
      return token
    },
    async useVerificationToken({ identifier, token }) {
      void [identifier, token]
      return null
    },
  }
}
export type Used = [
  AuthOptions,
  CallbacksOptions,
  EventCallbacks,
  Awaitable<1>,
  Account,
  Profile,
  ClientSafeProvider,
  LiteralUnion<'a'>,
  SignInOptions,
  SignOutParams<false>,
  SignOutResponse,
  SessionContextValue<true>,
  UseSessionOptions<true>,
  GetSessionParams,
  SignInAuthorizationParams,
  JWTOptions,
  GetTokenParams,
  JWTEncodeParams,
  JWTDecodeParams,
  Secret,
  NextMiddlewareWithAuth,
  NextAuthMiddlewareOptions,
  GithubProfile,
  typeof TwitterLegacy,
  Provider,
  BuiltInProviderType,
  AdapterAccount,
  AdapterSession,
  VerificationToken,
]
