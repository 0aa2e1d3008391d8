/**
 * Sign-in by e-mail, sent by Resend.
 *
 * @module
 */
import type { EmailProvider } from '../core/email-provider.ts'
import {
  type MailService,
  type MailServiceOptions,
  mailServiceProvider,
} from '../mail/send-by-http.ts'

/**
 * Makes the provider. The mail is that of `sojourn/providers/email`.
 *
 * @param options `from`; `apiKey`, else `AUTH_RESEND_KEY`; and what else `email` takes.
 *
 * @example
 * ```ts
 * resend({ from: 'Acme <no-reply@acme.example>' })
 * ```
 */
export function resend(options: MailServiceOptions = {}): EmailProvider {
  const service: MailService = {
    id: 'resend',
    name: 'Resend',
    toRequest(mail) {
      const { apiKey, from, to, subject, text, html } = mail
      return {
        url: 'https://api.resend.com/emails',
        headers: { authorization: `Bearer ${apiKey}` },
        body: { from, to, subject, text, html },
      }
    },
  }
  return mailServiceProvider(service, options)
}
