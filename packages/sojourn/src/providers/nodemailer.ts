/**
 * Sign-in by e-mail under the name that Auth.js v5 gave it.
 *
 * @module
 */
import type { EmailProvider } from '../core/email-provider.ts'
import { email, type EmailOptions } from './email.ts'

/**
 * The same as `email` of `sojourn/providers/email`, with the id `nodemailer` and the name `Nodemailer`: people
 * who moved from Auth.js v5 have it in their addresses.
 *
 * @throws {TypeError} Without `server` or `from`, if mails are to be sent here.
 *
 * @example
 * ```ts
 * nodemailer({ server: process.env.EMAIL_SERVER, from: 'Acme <no-reply@acme.example>' })
 * ```
 */
export function nodemailer(options: EmailOptions): EmailProvider {
  return email({ id: 'nodemailer', name: 'Nodemailer', ...options })
}
