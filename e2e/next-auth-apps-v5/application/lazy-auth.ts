import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'

/** Another set of ways to sign in, below a path of its own, made for each request. */
export const lazy = NextAuth(async (request) => {
  const tenant = request === undefined ? 'nobody' : new Headers(request.headers).get('x-tenant')
  return {
    basePath: '/api/lazy',
    providers: [
      Credentials({
        id: 'guest',
        name: 'Guest',
        credentials: { name: {} },
        authorize: ({ name }) => ({ id: `guest-${String(name)}`, name: String(name) }),
      }),
    ],
    cookies: { sessionToken: { name: 'lazy.session-token' } },
    callbacks: {
      session({ session, token }) {
        return { ...session, user: { ...session.user, id: token.sub ?? '', role: 'guest' }, tenant }
      },
    },
  }
})
