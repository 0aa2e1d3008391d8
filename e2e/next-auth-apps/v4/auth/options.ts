import { randomUUID } from 'node:crypto'
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from 'next'
import {
  getServerSession,
  type NextAuthOptions,
  type PagesOptions,
  type Session,
  type User,
} from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import EmailProvider from 'next-auth/providers/email'
import GithubProvider from 'next-auth/providers/github'
import { getCsrfToken } from 'next-auth/react'
import { MemoryAdapter } from './adapter'
import { harbour, plainHarbour } from './harbour'
import { note } from './notes'
import { decodeSigned, encodeSigned, ownCookie, variant } from './variant'

const people: (User & { password: string })[] = [
  { id: '7', name: 'Ada', email: 'ada@example.com', role: 'admin', password: 'engine' },
  { id: '8', name: 'Grace', email: 'grace@example.com', role: 'crew', password: 'loom' },
  { id: '9', name: 'Mallory', email: 'mallory@example.com', role: 'crew', password: 'keys' },
  { id: '10', name: 'Trent', email: 'trent@example.com', role: 'crew', password: 'arrives' },
]

const ownPages: Record<typeof variant, Partial<PagesOptions>> = {
  sealed: { signIn: '/auth/login', signOut: '/auth/logout', error: '/auth/error' },
  handlers: {},
  database: { verifyRequest: '/auth/verify', newUser: '/auth/welcome' },
}

export const authOptions: NextAuthOptions = {
  providers: [
    CredentialsProvider({
      name: 'Crew list',
      credentials: {
        username: { label: 'User name', type: 'text', placeholder: 'ada' },
        password: { label: 'Password', type: 'password' },
      },
      async authorize(credentials, req) {
        note('authorize', {
          keys: Object.keys(credentials ?? {}).toSorted(),
          method: req.method,
          query: req.query,
          body: req.body?.username,
          agent: typeof req.headers?.['user-agent'],
        })
        if (credentials?.username === 'storm') throw new Error('The crew list is at sea.')
        const person = people.find(
          ({ name, password }) =>
            name?.toLowerCase() === credentials?.username && password === credentials?.password,
        )
        if (!person) return null
        const { password: _password, ...user } = person
        return user
      },
    }),
    GithubProvider({ clientId: 'github-client', clientSecret: 'github-secret' }),
    harbour(),
    plainHarbour(),
    ...(variant === 'database'
      ? [
          EmailProvider({
            server: { host: 'localhost', port: 25 },
            from: 'crew@example.com',
            maxAge: 60 * 60,
            generateVerificationToken: () => `link-${randomUUID()}`,
            normalizeIdentifier(identifier) {
              const [local = '', domain, ...more] = identifier.toLowerCase().trim().split('@')
              if (!domain || more.length > 0) throw new Error('Only one address')
              return `${local.split('+')[0]}@${domain}`
            },
            async sendVerificationRequest({ identifier, url, token, expires, provider, theme }) {
              note('mail', {
                identifier,
                url,
                hasToken: token.startsWith('link-') && url.includes(token),
                minutes: Math.round((expires.getTime() - Date.now()) / 60_000),
                from: provider.from,
                theme: theme.brandColor,
              })
            },
          }),
        ]
      : []),
    CredentialsProvider({
      id: 'pin',
      name: 'PIN',
      credentials: {
        pin: { label: 'PIN', type: 'password' },
        nonce: { label: 'Nonce', type: 'hidden' },
      },
      async authorize(credentials, req) {
        // As applications do who have a message signed: its nonce is the token of this browser's forms.
        if (credentials?.nonce) {
          const { headers } = req
          if (credentials.nonce !== (await getCsrfToken({ req: { headers } }))) return null
        }
        return credentials?.pin === '1815' ? { id: '7', name: 'Ada', role: 'admin' } : null
      },
    }),
  ],
  pages: ownPages[variant],
  theme: { colorScheme: 'light', brandColor: '#114488', logo: '/logo.svg', buttonText: '#ffffff' },
  session: {
    strategy: variant === 'database' ? 'database' : 'jwt',
    maxAge: 10 * 24 * 60 * 60,
    updateAge: 24 * 60 * 60,
    generateSessionToken: () => `crew-${randomUUID()}`,
  },
  ...(variant === 'database' && { adapter: MemoryAdapter() }),
  ...(variant === 'handlers' && {
    jwt: { encode: encodeSigned, decode: decodeSigned },
    cookies: { sessionToken: ownCookie },
  }),
  callbacks: {
    async signIn({ user, account, profile, email, credentials }) {
      note('callback signIn', {
        user: user.email,
        type: account?.type,
        provider: account?.provider,
        givenName: profile?.given_name,
        email,
        credentials: Object.keys(credentials ?? {}).toSorted(),
      })
      if (user.name === 'Mallory') return false
      return user.name === 'Trent' ? '/auth/detour?by=callback' : true
    },
    async redirect({ url, baseUrl }) {
      if (url === '/relative') return url
      if (url.endsWith('/before')) return `${baseUrl}/auth/after`
      if (url.startsWith('/')) return `${baseUrl}${url}`
      return new URL(url).origin === baseUrl ? url : baseUrl
    },
    async jwt({ token, user, account, trigger, session }) {
      note('callback jwt', { trigger, account: account?.provider, session })
      if (user) {
        token.id = user.id
        token.role = user.role ?? 'crew'
      }
      if (account) {
        token.provider = account.provider
        token.accessToken = account.access_token
      }
      if (trigger === 'update') {
        if (session?.name) token.name = session.name
        else token.updates = (token.updates ?? 0) + 1
      }
      return token
    },
    async session({ session, token, user, newSession, trigger }) {
      note('callback session', { trigger, newSession, hasToken: !!token, hasUser: !!user })
      if (token) {
        session.user.id = token.id ?? ''
        session.user.role = token.role ?? 'crew'
        session.user.name = token.name
        session.provider = token.provider
        if (token.updates) session.updates = token.updates
      } else {
        session.user.id = user.id
        session.user.role = user.email === 'ada@example.com' ? 'admin' : 'crew'
        if (trigger === 'update' && newSession?.name) session.user.name = newSession.name
      }
      return session
    },
  },
  events: {
    async signIn({ user, account, profile, isNewUser }) {
      note('event signIn', {
        user: user.email,
        provider: account?.provider,
        profile: profile?.email,
        isNewUser,
      })
    },
    async signOut({ session, token }) {
      note('event signOut', { name: token?.name, hasSession: !!session })
    },
    async createUser({ user }) {
      note('event createUser', { email: user.email })
    },
    async updateUser({ user }) {
      note('event updateUser', { email: user.email })
    },
    async linkAccount({ user, account, profile }) {
      note('event linkAccount', {
        user: user.email,
        provider: account.provider,
        profile: profile.email,
      })
    },
    async session({ session, token }) {
      note('event session', { name: session.user.name, hasToken: !!token })
    },
  },
  logger: {
    error(code, metadata) {
      note('log error', { code, hasMetadata: metadata !== undefined })
    },
    warn(code, ...metadata: unknown[]) {
      note('log warn', { code, hasMetadata: metadata.length > 0 })
    },
    debug(code) {
      note('log debug', { code })
    },
  },
}

/** So that `authOptions` need not be passed around, as NextAuth's documents recommend. */
export function auth(
  ...args:
    | [GetServerSidePropsContext['req'], GetServerSidePropsContext['res']]
    | [NextApiRequest, NextApiResponse]
    | []
): Promise<Session | null> {
  return getServerSession(...args, authOptions)
}
