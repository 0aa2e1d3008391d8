import { NextAuth, type NextAuthConfig } from 'sojourn/next'
import { credentials } from 'sojourn/providers/credentials'
import { probe } from './probe'

const isStored = process.env.SESSIONS === 'database'

export const authOptions = {
  adapter: isStored ? probe.storage : undefined,
  // Renewed after two seconds.
  session: isStored ? { maxAge: 120, updateAge: 1 } : { maxAge: 120 },
  pages: { signIn: '/login' },
  callbacks: {
    jwt: ({ token, trigger, session }) =>
      trigger === 'update' ? { ...token, name: session.name } : token,
    session({ session, token, user }) {
      probe.reads++
      return { ...session, id: user?.id ?? token.sub }
    },
    authorized: ({ auth, request }) =>
      auth !== null || !request.nextUrl.pathname.startsWith('/members'),
  },
  providers: [
    credentials({
      credentials: {
        username: { label: 'User name' },
        password: { label: 'Password', type: 'password' },
      },
      authorize: ({ username, password }) =>
        username === 'ada' && password === 'engine'
          ? { id: '1', name: 'Ada', email: 'ada@example.com' }
          : null,
    }),
  ],
} satisfies NextAuthConfig

export const { handlers, auth, signIn, signOut, unstable_update } = NextAuth(authOptions)
