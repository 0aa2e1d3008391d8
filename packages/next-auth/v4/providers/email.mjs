/**
 * `next-auth/providers/email`.
 *
 * @module
 */
import { email } from 'sojourn/providers/email'
import { callable } from '../callable.mjs'

const advice = 'Pass `server` and `from`, or a `sendVerificationRequest`.'

/**
 * NextAuth's throws nothing here, and neither may this: a build loads every route, on machines that have no mail
 * server.
 */
function create(options = {}) {
  const { server, from, sendVerificationRequest } = options
  const provider =
    sendVerificationRequest || (server && from)
      ? email(options)
      : email({ ...options, sendVerificationRequest: refuse })
  return { maxAge: 24 * 60 * 60, ...provider, options }
}

function refuse() {
  throw new TypeError(`The provider "email" has no mail server, or no sender. ${advice}`)
}

export default callable(create)
