/** What this application adds to NextAuth's types, in the way of its documents. */
import type { DefaultSession, DefaultUser } from 'next-auth'
import type { DefaultJWT } from 'next-auth/jwt'

declare module 'next-auth' {
  interface Session {
    user: { id: string; role: 'admin' | 'crew' } & DefaultSession['user']
    /** Who signed the person in. */
    provider?: string
    /** How often the session was updated without data. */
    updates?: number
  }
  interface User extends DefaultUser {
    role?: 'admin' | 'crew'
  }
  interface Profile {
    given_name?: string
  }
}

declare module 'next-auth/jwt' {
  interface JWT extends DefaultJWT {
    id?: string
    role?: 'admin' | 'crew'
    provider?: string
    accessToken?: string
    updates?: number
  }
}
