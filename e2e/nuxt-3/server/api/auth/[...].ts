import { credentials } from 'sojourn/providers/credentials'
import { NuxtAuthHandler } from '#auth'

export default NuxtAuthHandler({
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
