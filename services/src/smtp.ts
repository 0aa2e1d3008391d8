/**
 * A mail server for tests: takes every mail on a free port of this machine, and passes none on.
 *
 * @module
 */
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { domainToUnicode } from 'node:url'
import { callbackify } from 'node:util'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerEnvelope } from 'smtp-server'

/** A mail that has arrived. */
export interface ArrivedMail {
  /** What `MAIL FROM` named. */
  readonly from: string
  /** What each `RCPT TO` named, in their order; of a domain its letters. */
  readonly recipients: readonly string[]
  /** Header, body and parts. */
  readonly message: Email
  /** The same as it came over the wire. */
  readonly source: string
}

/** A running mail server. */
export interface SmtpServer {
  readonly port: number
  /** Address for `nodemailer`: `smtp://127.0.0.1:…`. */
  readonly url: string
  /** Mails that have arrived, oldest first. Tests may empty it. */
  readonly mails: ArrivedMail[]
  /** Connections that were made so far. */
  readonly connections: () => number
  readonly stop: () => Promise<void>
}

/** What a server does not take. */
export interface SmtpOptions {
  /** Whether the server refuses a recipient (550). Default: none. */
  readonly refuses?: ((recipient: string) => boolean) | undefined
  /** User and password that it asks for. Default: none. */
  readonly auth?: { readonly user: string; readonly pass: string } | undefined
}

/** Starts a mail server. */
export async function startSmtp({ refuses, auth }: SmtpOptions = {}): Promise<SmtpServer> {
  const mails: ArrivedMail[] = []
  let connections = 0

  async function receive(
    stream: SMTPServerDataStream,
    { mailFrom, rcptTo }: SMTPServerEnvelope,
  ): Promise<void> {
    const source = await buffer(stream)
    mails.push({
      from: mailFrom === false ? '' : mailFrom.address,
      recipients: rcptTo.map(({ address }) => readable(address)),
      message: await PostalMime.parse(source),
      source: source.toString(),
    })
  }

  const server = new SMTPServer({
    disabledCommands: auth === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
    allowInsecureAuth: true,
    // Milliseconds that `stop` waits for clients which keep their connection.
    closeTimeout: 200,
    onConnect(_session, done) {
      connections += 1
      done()
    },
    onAuth({ username, password }, _session, done) {
      const isRight = username === auth?.user && password === auth?.pass
      if (isRight) done(null, { user: username })
      else done(new Error('Wrong user or password'))
    },
    onRcptTo({ address }, _session, done) {
      if (refuses?.(address) === true) {
        done(Object.assign(new Error('No such mailbox'), { responseCode: 550 }))
      } else done()
    },
    onData: (stream, { envelope }, done) => callbackify(receive)(stream, envelope, done),
  })
  // A client that goes away in the middle is not this server's trouble.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    connections: () => connections,
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(resolve)
      })
    },
  }
}

/** Versions of the server differ in whether they have decoded it already. */
function readable(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  return /(?:^|\.)xn--/.test(domain) ? address.slice(0, at + 1) + domainToUnicode(domain) : address
}
