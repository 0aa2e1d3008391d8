import { credentials } from 'sojourn/providers/credentials'
import { NuxtAuthHandler } from '#auth'

export default NuxtAuthHandler({
  session: { maxAge: 120 },
  callbacks: {
    jwt: ({ token, trigger, session }) =>
      trigger === 'update' ? { ...token, name: (session as { name: string }).name } : token,
  },
  providers: [
    credentials({
      credentials: {
        username: { label: 'User name' },
        password: { label: 'Password', type: 'password' },
      },
      authorize: ({ username, password }) =>
        username === 'ada' && password === 'engine' ? { id: '1', name: 'Ada' } : null,
    }),
  ],
})
