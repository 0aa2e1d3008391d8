/**
 * Handing a link or a code to whoever mails it: the application, or a provider of ours.
 *
 * @module
 */
import type { MailTheme, VerificationRequest } from '../../core/email-provider.ts'
import { authError } from '../../core/errors.ts'
import type { Theme } from '../../core/theme.ts'
import type { EngineRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { resolveOrigin } from '../origin.ts'
import type { EmailEntry } from './resolve-email-provider.ts'

/** What there is to send. */
export type Message = Pick<VerificationRequest, 'identifier' | 'url' | 'token'> & {
  /** When it ends, in milliseconds since the epoch. */
  readonly expiresAt: number
}

/**
 * Has it sent.
 *
 * @throws {AuthError} `email_not_sent` if that fails.
 */
export async function sendRequest(
  { config }: Engine,
  request: EngineRequest,
  { id, declared }: EmailEntry,
  { expiresAt, ...message }: Message,
): Promise<void> {
  const base = resolveOrigin(config, request) + config.basePath
  const addresses = { signinUrl: `${base}/signin/${id}`, callbackUrl: `${base}/callback/${id}` }
  try {
    await declared.sendVerificationRequest({
      ...message,
      expires: new Date(expiresAt),
      provider: { ...declared, ...addresses },
      theme: definedOf(config.theme),
      request: withoutBody(request),
    })
  } catch (cause) {
    throw authError('email_not_sent', { cause: new Error(kindOf(cause)) })
  }
}

/** Functions of other packages expect a part that is missing, not one that is `undefined`. */
function definedOf(theme: Theme): MailTheme {
  return Object.fromEntries(Object.entries(theme).filter(([, value]) => value !== undefined))
}

/** What went wrong, without the message: services quote the mail in it, with its link or code. */
function kindOf(error: unknown): string {
  const { name, code, responseCode } = Object(error) as Record<string, unknown>
  const parts = [name, code, responseCode]
  return parts.filter((part) => typeof part === 'string' || typeof part === 'number').join(' ')
}

/** The request in the web's form, whatever the host's is. Its body has been read. */
function withoutBody({ url, method, headers }: EngineRequest): Request {
  return new Request(url, { method, headers: new Headers([...headers].map(([...pair]) => pair)) })
}
