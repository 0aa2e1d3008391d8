/**
 * `sojourn/passwords`: for applications that keep passwords themselves.
 *
 * @module
 */
export {
  type ChangePassword,
  createPasswords,
  type EnteredPassword,
  type Passwords,
  type PasswordsOptions,
  type SignUp,
} from './create-passwords.ts'
export { normalizeEmail } from './email-address.ts'
export { hashPassword, type VerifiedPassword, verifyPassword } from './hash-password.ts'
