import CredentialsProvider from 'next-auth/providers/credentials'
import { NuxtAuthHandler } from '#auth'

export default NuxtAuthHandler({
  secret: useRuntimeConfig().authSecret,
  pages: { signIn: '/login' },
  providers: [
    // @ts-expect-error `.default` is how the documents import it for the server
    CredentialsProvider.default({
      name: 'Credentials',
      credentials: {
        username: { label: 'Username', type: 'text' },
        password: { label: 'Password', type: 'password' },
      },
      authorize(credentials: { username: string; password: string }) {
        const { username, password } = credentials
        return username === 'ada' && password === 'engine'
          ? { id: '7', name: 'Ada', email: 'ada@example.com', role: 'admin' }
          : null
      },
    }),
  ],
  callbacks: {
    jwt({ token, user }) {
      if (user) token.role = (user as { role?: string }).role
      return token
    },
    session({ session, token }) {
      return { ...session, role: token.role, id: token.sub }
    },
  },
})
