/**
 * Sign-in by e-mail, sent by Forward Email.
 *
 * @module
 */
import type { EmailProvider } from '../core/email-provider.ts'
import {
  basicCredentials,
  type MailService,
  type MailServiceOptions,
  mailServiceProvider,
} from '../mail/send-by-http.ts'

/**
 * Makes the provider. The mail is that of `sojourn/providers/email`.
 *
 * @param options `from`; `apiKey`, else `AUTH_FORWARDEMAIL_KEY`; and what else `email` takes.
 */
export function forwardemail(options: MailServiceOptions = {}): EmailProvider {
  const service: MailService = {
    id: 'forwardemail',
    name: 'Forward Email',
    toRequest(mail) {
      const { apiKey, from, to, subject, text, html } = mail
      return {
        url: 'https://api.forwardemail.net/v1/emails',
        headers: { authorization: basicCredentials(apiKey, '') },
        body: { from, to, subject, text, html },
      }
    },
  }
  return mailServiceProvider(service, options)
}
