/**
 * How people sign in. The handler, the proxy and every page on the server get this object.
 *
 * @module
 */
import { readDisplayName } from 'example-demo/display-name'
import { passwords, storage } from 'example-demo/people'
import type { AuthConfig } from 'sojourn/next'

/** Keeps the house; everybody else is a guest. */
const keeper = 'marin@example.com'

const maxAge = process.env.DEMO_SESSION_MAX_AGE

export const authOptions = {
  secret: process.env.AUTH_SECRET,
  adapter: storage,
  session: {
    // Sealed into the cookie, so that most reads ask no database; and recorded there, so that a session
    // can be listed and ended. It is over everywhere at most 5 seconds later.
    strategy: 'jwt',
    maxStaleness: 5,
    // The oldest beyond it ends.
    limit: 10,
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
  },
  pages: { signIn: '/login', error: '/login' },
  providers: [
    {
      id: 'harbour',
      name: 'Harbour ID',
      type: 'oidc',
      issuer: process.env.DEMO_ISSUER,
      clientId: process.env.DEMO_CLIENT_ID,
      clientSecret: process.env.DEMO_CLIENT_SECRET,
    },
    passwords.provider({ name: 'E-mail address and password' }),
  ],
  callbacks: {
    jwt({ token, account, trigger, session }) {
      if (account) token.provider = account.provider
      // Whatever a browser sends to `update()` arrives here, so it is checked here.
      if (trigger === 'update') token.name = readDisplayName(session) ?? token.name
      return token
    },
    session({ session, token }) {
      return {
        ...session,
        user: {
          ...session.user,
          id: token.sub ?? '',
          // Who keeps the house is decided here, once, and every hook knows the type.
          role: token.email === keeper ? ('keeper' as const) : ('guest' as const),
        },
        provider: token.provider,
      }
    },
  },
} satisfies AuthConfig
