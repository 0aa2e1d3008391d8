/**
 * Sending the mail by `nodemailer`, which is loaded with the first mail, from wherever the application has it.
 *
 * @module
 */
import type { EmailProvider, VerificationRequest } from '../core/email-provider.ts'
import { signInMail } from './sign-in-mail.ts'

/** What is used of `nodemailer`. */
interface Transport {
  sendMail: (mail: Record<string, unknown>) => Promise<{ readonly rejected?: readonly unknown[] }>
}

/** Milliseconds. Somebody is waiting for the page; `nodemailer` itself would wait two minutes. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/**
 * Makes what sends mails. One transport is kept, so that a pool of connections is one.
 *
 * @returns Rejects if the server did not take the mail, or `nodemailer` is not installed.
 */
export function createSender(): (request: VerificationRequest) => Promise<void> {
  let kept: { readonly server: unknown; readonly transport: Promise<Transport> } | undefined

  return async (request) => {
    const { identifier, provider } = request
    const { server, from }: EmailProvider = provider
    if (kept === undefined || kept.server !== server) {
      kept = { server, transport: createTransport(server) }
      // What could not be loaded may be there the next time.
      kept.transport.catch(() => (kept = undefined))
    }
    const transport = await kept.transport
    const { rejected = [] } = await transport.sendMail({
      ...signInMail(request),
      from,
      to: { name: '', address: identifier },
      // Named apart from the header, so that nothing in an address can add a recipient.
      envelope: { from, to: { name: '', address: identifier } },
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    if (rejected.length > 0) throw new Error('The mail server refused the recipient.')
  }
}

async function createTransport(server: unknown): Promise<Transport> {
  const { default: nodemailer } = await import('nodemailer').catch((cause: unknown) => {
    throw new Error(
      'Mails are sent by nodemailer, which is not installed. Run `npm install nodemailer`, or write a sendVerificationRequest.',
      { cause },
    )
  })
  return nodemailer.createTransport(withPatience(server) as string)
}

/** A URL or options that say nothing else wait this long; a transport of the application's own stays as it is. */
function withPatience(server: unknown): unknown {
  if (typeof server === 'string') {
    const missing = Object.entries(patience)
      .filter(([name]) => !server.includes(`${name}=`))
      .map(([name, value]) => `${name}=${value}`)
    // As text: in what is no URL by the book, `nodemailer` may still find its way.
    return server + (server.includes('?') ? '&' : '?') + missing.join('&')
  }
  const isOptions = typeof server === 'object' && server !== null && !('send' in server)
  return isOptions && !('url' in server) ? { ...patience, ...server } : server
}
