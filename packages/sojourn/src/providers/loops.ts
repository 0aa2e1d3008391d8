/**
 * Sign-in by e-mail, sent by Loops.
 *
 * @module
 */
import type { EmailProvider } from '../core/email-provider.ts'
import {
  type MailService,
  type MailServiceOptions,
  mailServiceProvider,
} from '../mail/send-by-http.ts'

/** Options of {@link loops}. */
export interface LoopsOptions extends MailServiceOptions {
  /** Id of the mail there. Default: none, and nothing can be sent. */
  transactionalId?: string | undefined
}

/**
 * Makes the provider. The mail is written there, as a transactional mail with the variable `url`, and `code` if codes
 * are sent.
 *
 * @param options `transactionalId`; `apiKey`, else `AUTH_LOOPS_KEY`; and what else `email` takes. The sender is that of
 * the mail there.
 */
export function loops(options: LoopsOptions = {}): EmailProvider {
  const { transactionalId, ...rest } = options
  const service: MailService = {
    id: 'loops',
    name: 'Loops',
    knowsSender: true,
    toRequest(mail) {
      const { apiKey, to, content } = mail
      if (!transactionalId) {
        throw new TypeError(
          'The provider "loops" does not know which mail to send. Pass `transactionalId`.',
        )
      }
      const { url, token, provider } = content
      return {
        url: 'https://app.loops.so/api/v1/transactional',
        headers: { authorization: `Bearer ${apiKey}` },
        body: {
          transactionalId,
          email: to,
          dataVariables: provider.code === true ? { url, code: token } : { url },
        },
      }
    },
  }
  return mailServiceProvider(service, rest)
}
