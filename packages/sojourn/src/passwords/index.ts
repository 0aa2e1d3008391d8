/**
 * `sojourn/passwords`: for applications that keep passwords themselves.
 *
 * @module
 */
export { createPasswords } from './create-passwords.ts'
export { normalizeEmail } from '../core/email-address.ts'
export { hashPassword, type VerifiedPassword, verifyPassword } from './hash-password.ts'
export type { PasswordsOptions } from './keeper.ts'
export type { MailedNotice, MailedToken, PasswordMail, SendMail } from './mail.ts'
export type {
  ChangePassword,
  EnteredPassword,
  KeepSession,
  Passwords,
  ResetPassword,
  SignUp,
} from './passwords.ts'
