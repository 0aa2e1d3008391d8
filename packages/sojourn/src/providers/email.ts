/**
 * Sign-in by e-mail: a link, or a code to type in, sent by `nodemailer`.
 *
 * @module
 */
import type { EmailProvider } from '../core/email-provider.ts'
import { createSender } from '../mail/send-by-nodemailer.ts'

/** What an application writes. */
export type EmailOptions = Partial<Omit<EmailProvider, 'type' | 'options' | 'apiKey'>>

/**
 * Makes a provider of sign-in by e-mail. It needs an `adapter`, and `nodemailer`, unless
 * `sendVerificationRequest` is given.
 *
 * @param options.id Names the provider in URLs. Default: `email`.
 * @param options.name Shown on the button. Default: `Email`.
 * @param options.server Mail server: a URL such as `smtp://user:password@mail.example.com:587`, or whatever else
 *   `createTransport` of `nodemailer` takes.
 * @param options.from Sender: `Acme <no-reply@acme.example>`.
 * @param options.code Whether a code is sent instead of a link. Default `false`.
 * @param options.maxAge Seconds for which it is good. Default: a day for a link; 10 minutes, the most, for a code.
 * @throws {TypeError} Without `server` or `from`, if mails are to be sent here.
 *
 * @example
 * ```ts
 * email({ server: process.env.EMAIL_SERVER, from: 'Acme <no-reply@acme.example>' })
 * ```
 */
export function email(options: EmailOptions): EmailProvider {
  const provider = { id: 'email', name: 'Email', ...options, type: 'email' } as const
  const { sendVerificationRequest, server, from } = provider
  if (sendVerificationRequest !== undefined) return { ...provider, sendVerificationRequest }
  if (!server || !from) {
    throw new TypeError(
      `The provider "${provider.id}" needs a mail server and a sender. Pass \`server\` and \`from\`, or a \`sendVerificationRequest\`.`,
    )
  }
  return { ...provider, sendVerificationRequest: createSender() }
}
