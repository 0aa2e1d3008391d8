/**
 * `POST /register`: somebody signs up.
 *
 * Nobody can tell by the answer whether an address is taken: it is the same, after the same work. Who has signed
 * up signs in by a request of its own, as NuxtAuth does.
 *
 * @module
 */
import { randomUUID } from 'node:crypto'
import { AuthError, asAuthError, authError } from '../../core/errors.ts'
import type { User } from '../../core/user.ts'
import { hashPassword } from '../../passwords/hash-password.ts'
import { json } from '../answer.ts'
import { ask } from '../ask-storage.ts'
import { countAttempt } from '../attempts.ts'
import type { Backend } from '../backend.ts'
import { emit } from '../events.ts'
import { readBody, requireText } from '../request-body.ts'
import type { RouteContext } from './context.ts'

/** Characters. */
const maxName = 256

export async function register({ backend, request, from }: RouteContext): Promise<Response> {
  const body = await readBody(request)
  const email = requireText(body['email'] ?? body['username'])
  const password = requireText(body['password'])
  const name = readName(body['name'])
  await countAttempt(backend, 'register', email, from.address)
  try {
    // Named, not passed on: a body would write whatever column it likes.
    const user = await signUp(backend, { email, password, name })
    await emit(backend, 'signUp', { user, ...from })
  } catch (error) {
    if (!AuthError.is(error) || error.code !== 'email_taken') throw error
    await pretend(backend, password)
    await emit(backend, 'failure', { error, path: '/register', ...from })
  }
  return json({})
}

async function signUp(
  { passwords }: Backend,
  person: { email: string; password: string; name: string | null },
): Promise<User> {
  try {
    return await passwords.signUp(person)
  } catch (thrown) {
    throw asAuthError(thrown, 'storage_unavailable')
  }
}

/** What a sign-up does that finds its address free: a hash, and a write, which here nobody can use. */
async function pretend({ storage, now }: Backend, password: string): Promise<void> {
  await hashPassword(password)
  await ask(() =>
    storage.createVerificationToken({
      identifier: 'sojourn:register:',
      token: randomUUID(),
      expiresAt: now(),
    }),
  )
}

/** @throws {AuthError} `body_invalid` if it is no short text that can be shown and stored. */
function readName(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string' || value.length > maxName || /[\p{Cc}\p{Cs}]/u.test(value)) {
    throw authError('body_invalid')
  }
  return value
}
