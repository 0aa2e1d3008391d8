import { withAuth } from 'next-auth/middleware'
import { basePath, decodeSigned, ownCookie, variant } from '../variant'

export default withAuth({
  pages: {
    signIn: variant === 'sealed' ? '/auth/login' : `${basePath}/signin`,
    error: '/auth/error',
  },
  callbacks: { authorized: ({ token }) => token?.role === 'admin' },
  ...(variant === 'handlers' && {
    jwt: { decode: decodeSigned },
    cookies: { sessionToken: { name: ownCookie.name } },
  }),
})
