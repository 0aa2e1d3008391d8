/**
 * `POST /login`: somebody enters an address and a password.
 *
 * @module
 */
import { AuthError, asAuthError, authError } from '../../core/errors.ts'
import type { User } from '../../core/user.ts'
import { json } from '../answer.ts'
import { countAttempt } from '../attempts.ts'
import type { Backend } from '../backend.ts'
import { removeExpired } from '../cleaning.ts'
import { emit } from '../events.ts'
import { beginFamily } from '../families.ts'
import { readBody, requireText } from '../request-body.ts'
import type { RouteContext } from './context.ts'

export async function login({ backend, request, from, begunAt }: RouteContext): Promise<Response> {
  const body = await readBody(request)
  const email = requireText(body['email'] ?? body['username'])
  const password = requireText(body['password'])
  const attempt = await countAttempt(backend, 'login', email, from.address)
  const user = await verify(backend, email, password)
  const { sessionId, ...tokens } = await beginFamily(backend, user, begunAt, from)
  await attempt.forget()
  await emit(backend, 'signIn', { user, sessionId, ...from })
  removeExpired(backend)
  return json(tokens)
}

/**
 * @throws {AuthError} `credentials_rejected`, whatever the reason; `passwords_busy`, `storage_unavailable`.
 */
async function verify(
  { passwords, signIn }: Backend,
  email: string,
  password: string,
): Promise<User> {
  let user: User | null
  try {
    user = await passwords.verify({ email, password })
  } catch (thrown) {
    if (AuthError.is(thrown)) throw thrown
    // A hash that cannot be verified here is no trouble of the database.
    throw asAuthError(
      thrown,
      thrown instanceof TypeError ? 'configuration_invalid' : 'storage_unavailable',
    )
  }
  if (user === null) throw authError('credentials_rejected')
  if (signIn === undefined) return user
  // Only a clear yes counts: a function that forgets to return has said nothing.
  const allowed: unknown = await signIn({ user: { ...user } })
  if (allowed !== true) throw authError('credentials_rejected')
  return user
}
