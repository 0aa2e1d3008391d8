/**
 * Providers of sign-in by e-mail, ours and those of NextAuth and Auth.js: what arrives at a real mail server, and
 * that it signs in.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { promisify } from 'node:util'
import authForwardEmail from '@auth/core/providers/forwardemail'
import authLoops from '@auth/core/providers/loops'
import authMailgun from '@auth/core/providers/mailgun'
import authNodemailer from '@auth/core/providers/nodemailer'
import authPostmark from '@auth/core/providers/postmark'
import authResend from '@auth/core/providers/resend'
import authSendGrid from '@auth/core/providers/sendgrid'
import { type SmtpServer, startSmtp } from 'test-services/smtp'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EmailProvider } from '../../src/core/email-provider.ts'
import type { AuthConfig } from '../../src/server/index.ts'
import { email, type EmailOptions } from '../../src/providers/email.ts'
import { nodemailer } from '../../src/providers/nodemailer.ts'
import { reports } from '../support/test-auth.ts'
import { ask, emailApp, follow, last, leadsTo, signedIn, typeCode } from './support/email-app.ts'

const { default: nextAuthEmail } = createRequire(import.meta.url)(
  'next-auth/providers/email',
) as typeof import('next-auth/providers/email')

const address = 'ada@example.com'
const from = 'Acme <no-reply@acme.example>'

let smtp: SmtpServer
beforeAll(async () => {
  smtp = await startSmtp()
})
afterAll(async () => smtp.stop())
beforeEach(() => {
  smtp.mails.length = 0
  reports.length = 0
})

function appWith(provider: AuthConfig['providers'][number], config: Partial<AuthConfig> = {}) {
  return emailApp({}, { providers: [provider], ...config })
}

/** What has arrived last. */
function mail() {
  return last(smtp.mails)
}

function linkIn(text: string | undefined): string {
  return /https?:\/\/\S+/.exec(text ?? '')?.[0] ?? ''
}

describe('email', () => {
  const own = (options: Partial<EmailOptions> = {}): EmailProvider =>
    email({ server: smtp.url, from, ...options })

  it('mails a link that signs in', async () => {
    const app = appWith(own())
    const browser = app.browser()
    await ask(browser, 'Ada@Example.com', { callbackUrl: '/inbox?a=1&b=2' })
    expect(smtp.mails).toHaveLength(1)
    expect(mail().from).toBe('no-reply@acme.example')
    expect(mail().recipients).toEqual([address])
    const { message } = mail()
    expect(message.from).toMatchObject({ name: 'Acme', address: 'no-reply@acme.example' })
    expect(message.to).toEqual([{ name: '', address }])
    expect(message.subject).toBe('Sign in to localhost:3000')
    expect(message.headers).toContainEqual(
      expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
    )
    const inHtml = /href="([^"]+)"/.exec(message.html ?? '')?.[1]?.replaceAll('&amp;', '&')
    expect(inHtml).toBe(linkIn(message.text))
    const response = await follow(browser, inHtml ?? '')
    expect(leadsTo(response)).toBe('/inbox?a=1&b=2')
    expect(await signedIn(browser)).toBe(address)
  })

  it('mails a code that signs in, and does not put it into the subject', async () => {
    const app = appWith(own({ code: true }))
    const browser = app.browser()
    await ask(browser, address)
    const { message } = mail()
    expect(message.subject).toBe('Your sign-in code for localhost:3000')
    const codes = message.text?.match(/^\d{8}$/gm) ?? []
    expect(codes).toHaveLength(1)
    const [code = ''] = codes
    expect(message.html).toContain(`>${code}<`)
    expect(message.html).not.toContain('href')
    expect(message.subject).not.toContain(code)
    expect(message.text).toContain('10 minutes')
    await typeCode(browser, code)
    expect(await signedIn(browser)).toBe(address)
  })

  it.each([
    [undefined, '24 hours'],
    [3600, '1 hour'],
    [30 * 60, '30 minutes'],
    [3 * 24 * 3600, '3 days'],
    [45, '45 seconds'],
  ])('says of a maxAge of %s that the link works for %s', async (maxAge, words) => {
    await ask(appWith(own({ maxAge })).browser(), address)
    expect(mail().message.text).toContain(`once, for ${words}.`)
    expect(mail().message.html).toContain(`once, for ${words}.`)
  })

  it('fetches nothing from elsewhere, and leaves nothing for mail programs to link', async () => {
    await ask(appWith(own()).browser(), address)
    const { html = '' } = mail().message
    expect(html).not.toMatch(/src=|url\(|@import|<link|<script/i)
    expect(html.match(/https?:/g)).toHaveLength(1)
    expect(html).toContain('name="color-scheme" content="light dark"')
    const visible = html.replaceAll(/<[^>]*>/g, '').replaceAll('&#8203;', '\u200B')
    expect(visible).not.toMatch(/[\w-]@[\w-]|\w\.(?:com|example)|localhost:\d/)
    expect(visible.replaceAll('\u200B', '')).toContain(address)
  })

  it.each([
    "o'brien&co@example.com",
    'a=b#c@example.com',
    'a&lt;b@example.com',
    'jürgen@exämple.de',
  ])('shows %s as it is (CVE-2022-31127)', async (entered) => {
    const app = appWith(own())
    await ask(app.browser(), entered)
    if (entered.includes(';')) {
      expect(smtp.mails).toHaveLength(0)
      return
    }
    expect(mail().recipients).toEqual([entered])
    const escaped = entered.replaceAll('&', '&amp;').replaceAll("'", '&#39;')
    expect(mail().message.html?.replaceAll('&#8203;', '')).toContain(escaped)
    expect(mail().message.text).toContain(entered)
    const browser = app.browser()
    await follow(browser, linkIn(mail().message.text))
    expect(await signedIn(browser)).toBe(entered)
  })

  it('wears the theme', async () => {
    await ask(appWith(own(), { theme: { brandColor: '#fc0' } }).browser(), address)
    expect(mail().message.html).toContain('background-color: #fc0; color: #000')
  })

  it('keeps one transport, and with a pool one connection', async () => {
    const before = smtp.connections()
    const { port } = smtp
    const server = { host: '127.0.0.1', port, pool: true, maxConnections: 1 }
    const app = appWith(own({ server }), { rateLimits: false })
    for (let count = 0; count < 5; count += 1) await ask(app.browser(), address)
    expect(smtp.mails).toHaveLength(5)
    expect(smtp.connections() - before).toBe(1)
  })

  it('says so if the server refuses the recipient, and nothing of the server', async () => {
    const picky = await startSmtp({ refuses: () => true })
    const app = appWith(own({ server: picky.url }))
    const response = await ask(app.browser(), address)
    expect(leadsTo(response)).toContain('error=EmailSignin&code=email_not_sent')
    expect(picky.mails).toHaveLength(0)
    expect(reports.join()).toContain('error email_not_sent')
    await picky.stop()
  })

  it('says so if no server is there', async () => {
    const app = appWith(own({ server: 'smtp://127.0.0.1:9' }))
    expect(leadsTo(await ask(app.browser(), address))).toContain('code=email_not_sent')
  })

  it('signs in to a server that asks for it', async () => {
    const guarded = await startSmtp({ auth: { user: 'mailer', pass: 'p@ss?&' } })
    const url = `smtp://mailer:${encodeURIComponent('p@ss?&')}@127.0.0.1:${guarded.port}`
    await ask(appWith(own({ server: url })).browser(), address)
    expect(guarded.mails).toHaveLength(1)
    const wrong = appWith(own({ server: url.replace('mailer', 'other') }))
    const response = await ask(wrong.browser(), address)
    expect(leadsTo(response)).toContain('code=email_not_sent')
    expect(reports.join()).not.toContain('p@ss')
    await guarded.stop()
  })

  it.each([{ from }, { server: 'smtp://localhost' }, { server: '', from }, {}])(
    'is refused at start with %j',
    (options) => {
      expect(() => email(options)).toThrow(TypeError)
    },
  )

  it('leaves the sending to the application, where it has a function for it', async () => {
    const sent: string[] = []
    const provider = email({ sendVerificationRequest: ({ identifier }) => sent.push(identifier) })
    await ask(appWith(provider).browser(), address)
    expect(sent).toEqual([address])
  })

  it('says what to install where nodemailer is missing', async () => {
    const source = `
      import { registerHooks } from 'node:module'
      registerHooks({
        resolve(specifier, context, next) {
          if (specifier === 'nodemailer') throw new Error('Cannot find package')
          return next(specifier, context)
        },
      })
      const { email } = await import(${JSON.stringify(new URL('../../src/providers/email.ts', import.meta.url).href)})
      const provider = email({ server: 'smtp://127.0.0.1:9', from: 'a@b.example' })
      await provider.sendVerificationRequest({ provider, identifier: 'a@b.example', url: 'http://a.example', theme: {} })
        .catch((error) => console.log(error.message))`
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', source])
    expect(stdout).toMatch(/npm install nodemailer/)
  })
})

describe('nodemailer', () => {
  it('is the same under the name of Auth.js v5', async () => {
    const provider = nodemailer({ server: smtp.url, from })
    expect(provider).toMatchObject({ id: 'nodemailer', name: 'Nodemailer', type: 'email' })
    const app = appWith(provider)
    const browser = app.browser()
    await ask(browser, address, {}, { provider: 'nodemailer' })
    await follow(browser, linkIn(mail().message.text))
    expect(await signedIn(browser)).toBe(address)
  })
})

describe('a factory of another package, unchanged', () => {
  it.each([
    ['next-auth/providers/email', 'email', () => nextAuthEmail({ server: smtp.url, from })],
    [
      'next-auth/providers/email with options',
      'email',
      () => nextAuthEmail({ server: { host: '127.0.0.1', port: smtp.port }, from, maxAge: 60 }),
    ],
    [
      '@auth/core/providers/nodemailer',
      'nodemailer',
      () => authNodemailer({ server: smtp.url, from }),
    ],
  ])('%s mails a link that signs in', async (_, id, factory) => {
    const app = appWith(factory(), { theme: { brandColor: '#123456' } })
    const browser = app.browser()
    await ask(browser, address, {}, { provider: id })
    expect(mail().from).toBe('no-reply@acme.example')
    expect(mail().recipients).toEqual([address])
    expect(mail().message.html).toContain('#123456')
    await follow(browser, linkIn(mail().message.text))
    expect(await signedIn(browser)).toBe(address)
  })

  it('has its sendVerificationRequest, and what else is in its options, taken', async () => {
    const sent: unknown[] = []
    const app = appWith(
      nextAuthEmail({
        server: smtp.url,
        from,
        maxAge: 60,
        sendVerificationRequest: ({ provider }) => void sent.push(provider),
      }),
    )
    await ask(app.browser(), address)
    expect(smtp.mails).toHaveLength(0)
    expect(sent).toMatchObject([{ id: 'email', from, server: smtp.url, maxAge: 60 }])
  })

  describe('that calls a mail service', () => {
    const received: { request: IncomingMessage; body: unknown }[] = []
    let service: Server
    let status = 200

    beforeAll(async () => {
      service = createServer((request, response) => {
        void json(request)
          .catch(() => null)
          .then((body) => {
            received.push({ request, body })
            response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
          })
      })
      await new Promise<void>((resolve) => {
        service.listen(0, '127.0.0.1', resolve)
      })
    })
    afterAll(() => service.close())
    beforeEach(() => {
      received.length = 0
      status = 200
      const { port } = service.address() as AddressInfo
      const original = globalThis.fetch
      // Their addresses are fixed, so what is sent there is sent here instead.
      vi.stubGlobal('fetch', async (input: string | URL, init?: RequestInit) => {
        const { pathname } = new URL(input)
        return original(`http://127.0.0.1:${port}${pathname}`, init)
      })
    })
    afterEach(() => {
      vi.unstubAllGlobals()
    })

    it.each([
      ['resend', authResend],
      ['sendgrid', authSendGrid],
      ['postmark', authPostmark],
      ['forwardemail', authForwardEmail],
    ] as const)('(%s) sends a link that signs in', async (id, factory) => {
      const app = appWith(factory({ apiKey: 'the key', from: 'a@acme.example' }))
      const browser = app.browser()
      expect(leadsTo(await ask(browser, address, {}, { provider: id }))).toContain('verify-request')
      expect(received).toHaveLength(1)
      const { request, body } = last(received)
      expect(JSON.stringify(request.headers)).toMatch(/the key|dGhlIGtleTo/)
      expect(JSON.stringify(body)).toContain(address)
      const url = /https?:\/\/localhost[^"\s\\]*token=[^"\s\\]*/.exec(JSON.stringify(body))?.[0]
      await follow(browser, url ?? '')
      expect(await signedIn(browser)).toBe(address)
    })

    it.each([
      ['mailgun', () => authMailgun({ apiKey: 'the key', from: 'a@acme.example' })],
      ['loops', () => authLoops({ apiKey: 'the key', transactionalId: 'one' })],
    ] as const)('(%s) is asked to send', async (id, factory) => {
      const app = appWith(factory())
      expect(leadsTo(await ask(app.browser(), address, {}, { provider: id }))).toContain(
        'verify-request',
      )
      expect(received).toHaveLength(1)
    })

    it('is reported if the service refuses', async () => {
      status = 500
      const app = appWith(authResend({ apiKey: 'the key', from: 'a@acme.example' }))
      const response = await ask(app.browser(), address, {}, { provider: 'resend' })
      expect(leadsTo(response)).toContain('code=email_not_sent')
      expect(reports.join()).not.toContain('the key')
    })
  })
})
