/**
 * People with passwords: `createPasswords`.
 *
 * What must hold however many ask at once is the storage's to hold: one person for an address, a password that
 * changes only from what it was, a token that is used once.
 *
 * @module
 */
import { normalizeEmail } from '../core/email-address.ts'
import { authError } from '../core/errors.ts'
import { tellSessionNews } from '../core/session-news.ts'
import { type AtomicStorage, isAtomic } from '../core/storage.ts'
import type { User } from '../core/user.ts'
import { requireAttempt } from './attempts.ts'
import { changeAddress, requestAddressChange } from './change-address.ts'
import { createDecoys } from './decoys.ts'
import { requireAcceptable, requirePassword, verifyEntered } from './entered-password.ts'
import { hashPassword } from './hash-password.ts'
import type { Keeper, PasswordsOptions } from './keeper.ts'
import { notify } from './mail.ts'
import type { ChangePassword, Passwords, SignUp } from './passwords.ts'
import { requestReset, resetPassword } from './reset-password.ts'
import { requireFree } from './spellings.ts'
import { requestVerification, verifyAddress } from './verify-address.ts'

/**
 * Makes what keeps passwords.
 *
 * @throws {TypeError} If the storage has only the tier `basic`.
 *
 * @example
 * ```ts
 * const passwords = createPasswords(storage, {
 *   send: ({ kind, email, ...mail }) => mailer.send(email, texts[kind], mail),
 * })
 * const auth = createAuth({ adapter: storage, providers: [passwords.provider()] })
 * await passwords.signUp({ email: 'ada@example.com', password: 'correct horse', name: 'Ada' })
 * ```
 */
export function createPasswords(storage: AtomicStorage, options: PasswordsOptions = {}): Passwords {
  if (!isAtomic(storage)) {
    throw new TypeError(
      'Passwords need a storage of the tier "atomic", such as sqlStorage(). An adapter of Auth.js has only "basic".',
    )
  }
  const { now = Date.now, send, waitUntil, logger = consoleLogger } = options
  const keeper: Keeper = { storage, now, send, waitUntil, logger, decoys: createDecoys() }

  return {
    provider: ({ id = 'credentials', name = 'Password' } = {}) => ({
      id,
      name,
      type: 'credentials',
      credentials: {
        email: { label: 'E-mail address', type: 'email', autocomplete: 'username' },
        password: { label: 'Password', type: 'password', autocomplete: 'current-password' },
      },
      authorize: ({ email = '', password = '' }) => verifyEntered(keeper, { email, password }),
    }),
    signUp: (person) => signUp(keeper, person),
    verify: (entered) => verifyEntered(keeper, entered),
    async change(userId, change) {
      requireAcceptable(change.password)
      await requireAttempt(keeper, 'person', userId)
      await changePassword(keeper, userId, change)
    },
    requestReset: (email) => requestReset(keeper, email),
    reset: (reset) => resetPassword(keeper, reset),
    requestVerification: (userId) => requestVerification(keeper, userId),
    verifyAddress: (token, as) => verifyAddress(keeper, token, as),
    requestAddressChange: (userId, wanted) => requestAddressChange(keeper, userId, wanted),
    changeAddress: (userId, token, keep) => changeAddress(keeper, userId, token, keep),
    async remove(userId, { password }) {
      await requireAttempt(keeper, 'person', userId)
      await requirePassword(keeper, userId, password)
      await storage.deleteUser(userId)
      tellSessionNews({ kind: 'doubtful', userId })
    },
  }
}

async function signUp(
  { storage }: Keeper,
  { email, password, id: _id, ...columns }: SignUp,
): Promise<User> {
  const address = normalizeEmail(email)
  if (address === null) throw authError('email_invalid')
  requireAcceptable(password)
  await requireFree(storage, email, address)
  const passwordHash = await hashPassword(password)
  const user = await storage.createUser(
    // No column says who this is, or that the address was verified.
    { ...columns, email: address, emailVerified: null },
    { passwordHash },
  )
  if (user === null) throw authError('email_taken')
  return user
}

async function changePassword(
  keeper: Keeper,
  userId: string,
  change: ChangePassword,
): Promise<void> {
  const { storage, now } = keeper
  const expected = await requirePassword(keeper, userId, change.current)
  const hash = await hashPassword(change.password)
  const ends = { now: now(), except: change.keepSession }
  const isSet = await storage.setPasswordHash(userId, { hash, expected, ends })
  // Somebody was faster. If it was a sign-in that made the hash anew, the password is still the same.
  if (!isSet) return changePassword(keeper, userId, change)
  tellSessionNews({ kind: 'doubtful', userId })
  const user = await storage.readUser(userId)
  if (user !== null) notify(keeper, 'password-changed', user.email, user)
}

const consoleLogger = {
  error: (code: string, detail?: unknown) => console.error(`[sojourn] ${code}`, detail ?? ''),
}
