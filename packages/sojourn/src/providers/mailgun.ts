/**
 * Sign-in by e-mail, sent by Mailgun.
 *
 * @module
 */
import type { EmailProvider } from '../core/email-provider.ts'
import {
  basicCredentials,
  type MailService,
  type MailServiceOptions,
  mailServiceProvider,
  senderOf,
} from '../mail/send-by-http.ts'

/** Options of {@link mailgun}. */
export interface MailgunOptions extends MailServiceOptions {
  /** Where the domain is kept. Default: `US`. */
  region?: 'EU' | 'US' | undefined
}

/**
 * Makes the provider. The mail is that of `sojourn/providers/email`; it is sent by the domain of `from`.
 *
 * @param options `from`; `apiKey`, else `AUTH_MAILGUN_KEY`; `region`; and what else `email` takes.
 */
export function mailgun(options: MailgunOptions = {}): EmailProvider {
  const { region, ...rest } = options
  const host = region === 'EU' ? 'api.eu.mailgun.net' : 'api.mailgun.net'
  const service: MailService = {
    id: 'mailgun',
    name: 'Mailgun',
    toRequest(mail) {
      const { apiKey, from, to, subject, text, html } = mail
      const { address } = senderOf(from)
      const domain = address.slice(address.lastIndexOf('@') + 1)
      const body = new FormData()
      // A link that is counted leads to the service first.
      const fields = { from, to, subject, text, html, 'o:tracking-clicks': 'no' }
      for (const [name, value] of Object.entries(fields)) body.append(name, value)
      return {
        url: `https://${host}/v3/${encodeURIComponent(domain)}/messages`,
        headers: { authorization: basicCredentials('api', apiKey) },
        body,
      }
    },
  }
  return mailServiceProvider(service, rest)
}
