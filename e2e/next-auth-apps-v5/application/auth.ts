import NextAuth, { type NextAuthConfig, type Profile, type User } from 'next-auth'
import type { Provider } from 'next-auth/providers'
import Credentials from 'next-auth/providers/credentials'
import GitHub from 'next-auth/providers/github'
import Google from 'next-auth/providers/google'
import Keycloak from 'next-auth/providers/keycloak'
import { NextResponse } from 'next/server'
import { createAdapter } from './adapter'
import { note } from './notes'
import { findPerson } from './people'

const keepsSessionsInDatabase = process.env.APPLICATION_SESSIONS === 'database'

const providers: Provider[] = [
  Credentials({
    credentials: { username: { label: 'Name' }, password: { label: 'Password', type: 'password' } },
    authorize: (credentials) => findPerson(credentials),
  }),
  // By name alone: what it needs is in the environment.
  Keycloak,
  GitHub,
  Google({ clientId: 'google-id', clientSecret: 'google-secret' }),
  {
    id: 'harbour',
    name: 'Harbour',
    type: 'oidc',
    issuer: process.env.HARBOUR_ISSUER,
    clientId: process.env.HARBOUR_ID,
    clientSecret: process.env.HARBOUR_SECRET,
    profile(profile) {
      return { id: profile.sub, name: profile.given_name, email: profile.email, role: 'sailor' }
    },
  },
]
if (keepsSessionsInDatabase) {
  providers.push({
    id: 'http-email',
    name: 'Email',
    type: 'email',
    maxAge: 60 * 60,
    async sendVerificationRequest({ identifier, url }) {
      note(`mail ${identifier} ${url}`)
    },
  })
}

/** For the application's own sign-in page. */
export const providerMap = providers
  .map((provider) => {
    if (typeof provider !== 'function') return { id: provider.id, name: provider.name }
    const { id, name } = provider()
    return { id, name }
  })
  .filter(({ id }) => id !== 'credentials')

const pages = { signIn: '/login', error: '/failure', verifyRequest: '/mailed' }

const config: NextAuthConfig = {
  providers,
  ...(keepsSessionsInDatabase ? { adapter: createAdapter() } : {}),
  session: { maxAge: 60 * 60 },
  pages,
  callbacks: {
    signIn({ user }) {
      return user.email !== 'banned@example.com'
    },
    jwt({ token, user, account, trigger, session }) {
      if (user) {
        token.role = user.role ?? 'member'
        note(`jwt ${trigger} ${account?.provider}`)
      }
      if (trigger === 'update') token.nickname = nicknameIn(session)
      return token
    },
    session({ session, token, user }) {
      // Without a database there is a token, and no user.
      session.user.id = token?.sub ?? user.id
      session.user.role = token?.role ?? user.role ?? 'member'
      if (token?.nickname) session.user.name = token.nickname
      return session
    },
    authorized({ request, auth: session }) {
      const { pathname } = request.nextUrl
      if (pathname.startsWith('/account')) return !!session?.user
      if (pathname === '/members' && !session) {
        return NextResponse.redirect(new URL('/join', request.nextUrl))
      }
      if (pathname.startsWith('/api/private') && session?.user.role !== 'admin') {
        return Response.json({ message: 'Admins only.' }, { status: 401 })
      }
      return true
    },
  },
  events: {
    signIn: ({ user, account, isNewUser }) =>
      note(`event signIn ${account?.provider} ${user.name}${isNewUser ? ' new' : ''}`),
    signOut: (message) => note(`event signOut ${'token' in message ? 'token' : 'session'}`),
    createUser: ({ user }) => note(`event createUser ${user.email}`),
    linkAccount: ({ account, profile }) =>
      note(`event linkAccount ${account.provider} ${nameOf(profile)}`),
  },
}

export const { handlers, auth, signIn, signOut, unstable_update } = NextAuth(config)

/** What an update has to say of the name: by `update({ nickname })`, or by `unstable_update`. */
function nicknameIn(
  data: { nickname?: string; user?: { name?: string } } | undefined,
): string | undefined {
  return data?.nickname ?? data?.user?.name
}

function nameOf(profile: User | Profile): string {
  return String(profile.name)
}
