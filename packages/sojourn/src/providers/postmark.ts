/**
 * Sign-in by e-mail, sent by Postmark.
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
 * @param options `from`; `apiKey`, the token of the server there, else `AUTH_POSTMARK_KEY`; and what else `email`
 * takes.
 */
export function postmark(options: MailServiceOptions = {}): EmailProvider {
  const service: MailService = {
    id: 'postmark',
    name: 'Postmark',
    toRequest(mail) {
      const { apiKey, from, to, subject, text, html } = mail
      return {
        url: 'https://api.postmarkapp.com/email',
        headers: { accept: 'application/json', 'x-postmark-server-token': apiKey },
        body: {
          From: from,
          To: to,
          Subject: subject,
          TextBody: text,
          HtmlBody: html,
          MessageStream: 'outbound',
          // A link that is counted leads to the service first.
          TrackLinks: 'None',
        },
      }
    },
  }
  return mailServiceProvider(service, options)
}
