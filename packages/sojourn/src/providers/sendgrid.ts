/**
 * Sign-in by e-mail, sent by SendGrid.
 *
 * @module
 */
import type { EmailProvider } from '../core/email-provider.ts'
import {
  type MailService,
  type MailServiceOptions,
  mailServiceProvider,
  senderOf,
} from '../mail/send-by-http.ts'

/**
 * Makes the provider. The mail is that of `sojourn/providers/email`.
 *
 * @param options `from`; `apiKey`, else `AUTH_SENDGRID_KEY`; and what else `email` takes.
 */
export function sendgrid(options: MailServiceOptions = {}): EmailProvider {
  const service: MailService = {
    id: 'sendgrid',
    name: 'SendGrid',
    toRequest(mail) {
      const { apiKey, from, to, subject, text, html } = mail
      const { name, address } = senderOf(from)
      return {
        url: 'https://api.sendgrid.com/v3/mail/send',
        headers: { authorization: `Bearer ${apiKey}` },
        body: {
          personalizations: [{ to: [{ email: to }] }],
          from: { email: address, name },
          subject,
          content: [
            { type: 'text/plain', value: text },
            { type: 'text/html', value: html },
          ],
          // A link that is counted leads to the service first, which would then hold the secret.
          tracking_settings: { click_tracking: { enable: false, enable_text: false } },
        },
      }
    },
  }
  return mailServiceProvider(service, options)
}
