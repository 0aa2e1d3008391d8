import { readDisplayName } from 'example-demo/display-name'
import { authenticate } from 'example-demo/people'
import { credentials } from 'sojourn/providers/credentials'
import { NuxtAuthHandler } from '#auth'

export default NuxtAuthHandler({
  secret: process.env.AUTH_SECRET,
  session: { maxAge: Number(process.env.DEMO_SESSION_MAX_AGE ?? 60 * 60) },
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
    credentials({
      name: 'User name and password',
      credentials: {
        username: { label: 'User name', autocomplete: 'username' },
        password: { label: 'Password', type: 'password', autocomplete: 'current-password' },
      },
      authorize: ({ username, password }) => authenticate(username, password),
    }),
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
        user: { id: token.sub ?? '', ...session.user },
        provider: token.provider,
      }
    },
  },
})
