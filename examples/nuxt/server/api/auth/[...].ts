import { credentials } from 'sojourn/providers/credentials'
import { NuxtAuthHandler } from '#auth'
import { authenticate } from '../../people'

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
      if (trigger === 'update') token.name = readName(session) ?? token.name
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

/** The display name in what a browser sent: 1 to 60 characters, none of them invisible. */
function readName(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('name' in data)) return undefined
  const name = typeof data.name === 'string' ? data.name.trim() : ''
  return name.length >= 1 && name.length <= 60 && !/\p{C}/u.test(name) ? name : undefined
}
