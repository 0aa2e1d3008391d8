/** Sessions in a database, under endpoints of their own: what a middleware on Node can ask. */
import { NextAuth, type NextAuthConfig } from 'sojourn/next'
import { credentials } from 'sojourn/providers/credentials'
import { memoryStorage } from 'sojourn/storage/memory'

// The one storage of this process, whose parts are bundled on their own.
const shared = globalThis as { storage?: ReturnType<typeof memoryStorage> }

export const storedOptions = {
  adapter: (shared.storage ??= memoryStorage()),
  basePath: '/api/stored',
  session: { maxAge: 120, updateAge: 1 },
  callbacks: {
    authorized: ({ auth, request }) =>
      auth !== null || !request.nextUrl.pathname.startsWith('/stored/members'),
  },
  providers: [
    credentials({
      credentials: { username: {}, password: { type: 'password' } },
      authorize: ({ username, password }) =>
        username === 'ada' && password === 'engine'
          ? { id: '1', name: 'Ada', email: 'ada@example.com' }
          : null,
    }),
  ],
} satisfies NextAuthConfig

export const { handlers, auth } = NextAuth(storedOptions)
