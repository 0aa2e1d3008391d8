/**
 * Sending the mail by a mail service: one request, over HTTPS.
 *
 * @module
 */
import type { EmailProvider, VerificationRequest } from '../core/email-provider.ts'
import { signInMail, type SignInMail } from './sign-in-mail.ts'

/**
 * Options of a provider that sends by a mail service. `apiKey` is the key that the service gave you, else
 * `AUTH_<ID>_KEY` of the environment; `from` is the sender, at a domain that the service knows as yours.
 */
export type MailServiceOptions = Partial<Omit<EmailProvider, 'options' | 'server' | 'type'>>

/** What a service is asked to send, and by whom. */
export interface OutgoingMail extends SignInMail {
  /** `Acme <no-reply@acme.example>`, or the address alone. */
  readonly from: string
  /** Address of one mailbox. */
  readonly to: string
  readonly apiKey: string
  /** What the mail says, for a service that writes it by itself. */
  readonly content: VerificationRequest
}

/** A mail service. */
export interface MailService {
  /** Names the provider in URLs, if the application does not. */
  readonly id: string
  readonly name: string
  /** Whether the sender is said there and not here. Default `false`. */
  readonly knowsSender?: boolean
  /** What it wants to be asked. */
  readonly toRequest: (mail: OutgoingMail) => MailServiceRequest
}

/** The request that has it sent. */
export interface MailServiceRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body: FormData | object
}

/** Milliseconds. Somebody is waiting for the page. */
const patience = 10_000

/**
 * Makes the provider of a mail service.
 *
 * @param options Of the application; laid over what is returned, by the engine.
 * @throws {TypeError} Without `from`, if mails are to be sent here. Not without any options at all: so the engine asks a
 * factory for its id.
 */
export function mailServiceProvider(
  service: MailService,
  options: MailServiceOptions,
): EmailProvider {
  const { id, name, knowsSender = false } = service
  const isAsked = Object.keys(options).length === 0
  if (!isAsked && !knowsSender && !options.from && !options.sendVerificationRequest) {
    throw new TypeError(`The provider "${id}" needs a sender. Pass \`from\`.`)
  }
  const sendVerificationRequest = (request: VerificationRequest): Promise<void> =>
    send(service, request)
  return { id, name, type: 'email', sendVerificationRequest, options }
}

/** Rejects if the service did not take the mail. What it said is not repeated: it may name the person. */
async function send({ toRequest }: MailService, content: VerificationRequest): Promise<void> {
  const { id, from = '', apiKey = '' }: EmailProvider = content.provider
  if (apiKey === '') throw new TypeError(`The provider "${id}" needs a key. Pass \`apiKey\`.`)
  const mail = { ...signInMail(content), from, to: content.identifier, apiKey, content }
  const { url, headers, body } = toRequest(mail)
  const isForm = body instanceof FormData
  const response = await fetch(url, {
    method: 'POST',
    headers: isForm ? headers : { ...headers, 'content-type': 'application/json' },
    body: isForm ? body : JSON.stringify(body),
    // The key is for this address alone.
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`The mail service of "${id}" answered ${response.status}.`)
}

/** A sender's name, if there is one, and address. */
export function senderOf(from: string): {
  readonly name: string | undefined
  readonly address: string
} {
  const [, name = '', address] = /^(.*)<([^<>]+)>\s*$/.exec(from) ?? []
  const bare = name.trim().replace(/^"(.*)"$/, '$1')
  return { name: bare === '' ? undefined : bare, address: (address ?? from).trim() }
}

/** The value of an `Authorization` header (RFC 7617). */
export function basicCredentials(user: string, password: string): string {
  return `Basic ${btoa(`${user}:${password}`)}`
}
