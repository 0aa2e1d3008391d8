/**
 * One configuration for both engines, written for NextAuth, with NextAuth's own provider factory.
 */
import type { NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import type { AuthConfig } from 'sojourn/next'

export const options: NextAuthOptions = {
  secret: process.env.NEXTAUTH_SECRET,
  callbacks: {
    jwt: ({ token, trigger, session }) =>
      trigger === 'update' ? { ...token, name: (session as { name: string }).name } : token,
    // NextAuth makes the session of what the token was before the callback above.
    session: ({ session, token }) => ({ ...session, user: { ...session.user, name: token.name } }),
  },
  providers: [
    CredentialsProvider({
      credentials: { username: {}, password: { type: 'password' } },
      authorize: async (credentials) =>
        credentials?.username === 'ada' && credentials.password === 'engine'
          ? { id: '1', name: 'Ada', email: 'ada@example.com' }
          : null,
    }),
  ],
}

/** The same object. NextAuth's type allows kinds of providers that ours does not. */
export const ourOptions = options as unknown as AuthConfig
