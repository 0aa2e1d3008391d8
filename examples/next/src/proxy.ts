/**
 * In front of every page: keeps strangers out of account and devices, and renews the session of whoever comes by.
 *
 * A server component cannot set a cookie, so without this a session would end while it is used.
 *
 * @module
 */
import { withAuth } from 'sojourn/next'
import { authOptions } from './auth'

export default withAuth({
  ...authOptions,
  callbacks: {
    ...authOptions.callbacks,
    authorized: ({ token, req }) =>
      token !== null || !/^\/(?:account|devices)(?:\/|$)/.test(req.nextUrl.pathname),
  },
})

/** Pages alone: no endpoints, and no files. */
export const config = { matcher: ['/((?!api/|_next/|.*\\.).*)'] }
