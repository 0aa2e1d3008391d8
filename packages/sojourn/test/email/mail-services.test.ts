/**
 * Providers that send by a mail service: what arrives there, and that it signs in.
 *
 * @module
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EmailProvider } from '../../src/core/email-provider.ts'
import type { ProviderInput } from '../../src/core/provider.ts'
import { forwardemail } from '../../src/providers/forwardemail.ts'
import { loops } from '../../src/providers/loops.ts'
import { mailgun } from '../../src/providers/mailgun.ts'
import { postmark } from '../../src/providers/postmark.ts'
import { resend } from '../../src/providers/resend.ts'
import { sendgrid } from '../../src/providers/sendgrid.ts'
import { reports } from '../support/test-auth.ts'
import { ask, emailApp, follow, last, leadsTo, signedIn } from './support/email-app.ts'

const address = 'ada@example.com'
const from = 'Acme <no-reply@acme.example>'
const apiKey = 'the-key'

interface Received {
  /** As it was addressed. */
  readonly url: string
  readonly request: IncomingMessage
  readonly body: string
}

const received: Received[] = []
let server: Server
let status = 200

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ url: String(request.headers['x-addressed-to']), request, body })
      response.writeHead(status, { location: '/elsewhere' }).end('the answer names ada@example.com')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
})
afterAll(() => server.close())

beforeEach(() => {
  received.length = 0
  reports.length = 0
  status = 200
  const { port } = server.address() as AddressInfo
  const original = globalThis.fetch
  // The addresses of the services are fixed; what is sent there arrives here instead.
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    const headers = new Headers(init.headers)
    headers.set('x-addressed-to', input)
    return original(`http://127.0.0.1:${port}/`, { ...init, headers })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

function appWith(provider: ProviderInput) {
  return emailApp({}, { providers: [provider] })
}

async function askFor(provider: EmailProvider): Promise<Response> {
  return ask(appWith(provider).browser(), address, {}, { provider: provider.id })
}

/** Has a mail sent without an engine, which would keep the reason to itself. */
async function sendBy({ options, ...provider }: EmailProvider): Promise<unknown> {
  return provider.sendVerificationRequest({
    identifier: address,
    url: 'http://localhost:3000/api/auth/callback/x?token=secret',
    token: 'secret',
    expires: new Date(0),
    provider: { ...provider, ...options },
    theme: {},
    request: new Request('http://localhost:3000/'),
  })
}

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

describe('a provider that sends by a mail service', () => {
  it.each([
    ['resend', resend, 'https://api.resend.com/emails', { authorization: 'Bearer the-key' }],
    [
      'sendgrid',
      sendgrid,
      'https://api.sendgrid.com/v3/mail/send',
      { authorization: 'Bearer the-key' },
    ],
    [
      'postmark',
      postmark,
      'https://api.postmarkapp.com/email',
      { 'x-postmark-server-token': 'the-key' },
    ],
    [
      'forwardemail',
      forwardemail,
      'https://api.forwardemail.net/v1/emails',
      { authorization: basic('the-key:') },
    ],
    [
      'mailgun',
      mailgun,
      'https://api.mailgun.net/v3/acme.example/messages',
      { authorization: basic('api:the-key') },
    ],
  ] as const)('(%s) sends a link that signs in', async (id, factory, url, headers) => {
    const app = appWith(factory({ apiKey, from }))
    const browser = app.browser()
    expect(leadsTo(await ask(browser, address, {}, { provider: id }))).toContain('verify-request')
    expect(received).toHaveLength(1)
    const { request, body, url: addressed } = last(received)
    expect(addressed).toBe(url)
    expect(request.method).toBe('POST')
    expect(request.headers).toMatchObject(headers)
    expect(body).toContain(address)
    expect(body).toContain('no-reply@acme.example')
    expect(body).toContain('Sign in to localhost:3000')
    expect(body).not.toContain(apiKey)
    const link = /https?:\/\/localhost[^"\s\\]*token=[^"\s\\]*/.exec(body)?.[0] ?? ''
    await follow(browser, link)
    expect(await signedIn(browser)).toBe(address)
  })

  it('(sendgrid, postmark, mailgun) has links left as they are', async () => {
    await askFor(sendgrid({ apiKey, from }))
    expect(JSON.parse(last(received).body)).toMatchObject({
      from: { name: 'Acme', email: 'no-reply@acme.example' },
      tracking_settings: { click_tracking: { enable: false, enable_text: false } },
    })
    await askFor(postmark({ apiKey, from }))
    expect(JSON.parse(last(received).body)).toMatchObject({ From: from, TrackLinks: 'None' })
    await askFor(mailgun({ apiKey, from }))
    expect(last(received).body).toMatch(/name="o:tracking-clicks"\r\n\r\nno\r\n/)
  })

  it.each([
    ['no-reply@acme.example', { email: 'no-reply@acme.example' }],
    [' "Acme, Inc." <a@acme.example> ', { email: 'a@acme.example', name: 'Acme, Inc.' }],
    ['<a@acme.example>', { email: 'a@acme.example' }],
  ])('(sendgrid) reads the sender %s', async (sender, expected) => {
    await askFor(sendgrid({ apiKey, from: sender }))
    expect(JSON.parse(last(received).body)).toHaveProperty('from', expected)
  })

  it('(mailgun) asks the servers of the region', async () => {
    await askFor(mailgun({ apiKey, from, region: 'EU' }))
    expect(last(received).url).toBe('https://api.eu.mailgun.net/v3/acme.example/messages')
  })

  it('(loops) has its own mail sent, with the link or the code', async () => {
    await askFor(loops({ apiKey, transactionalId: 'one' }))
    const { url, request, body } = last(received)
    expect(url).toBe('https://app.loops.so/api/v1/transactional')
    expect(request.headers.authorization).toBe('Bearer the-key')
    expect(JSON.parse(body)).toEqual({
      transactionalId: 'one',
      email: address,
      dataVariables: { url: expect.stringContaining('token=') },
    })
    await askFor(loops({ apiKey, transactionalId: 'one', code: true }))
    expect(JSON.parse(last(received).body)).toHaveProperty(
      'dataVariables.code',
      expect.stringMatching(/^\d{8}$/),
    )
  })

  it('takes its key from the environment', async () => {
    vi.stubEnv('AUTH_RESEND_KEY', apiKey)
    await askFor(resend({ from }))
    expect(last(received).request.headers.authorization).toBe('Bearer the-key')
  })

  it('says that it needs a sender, also uncalled', () => {
    expect(() => resend({ apiKey })).toThrow('The provider "resend" needs a sender. Pass `from`.')
    vi.stubEnv('AUTH_RESEND_KEY', apiKey)
    const ofEnvironment = () => appWith(resend)
    expect(ofEnvironment).toThrow('needs a sender')
    expect(resend()).toMatchObject({ id: 'resend', type: 'email' })
  })

  it.each([
    ['a key', resend({ from }), /needs a key/],
    ['a mail to send', loops({ apiKey }), /which mail to send/],
  ])('asks nobody, and is reported, without %s', async (_, provider, message) => {
    expect(leadsTo(await askFor(provider))).toContain('code=email_not_sent')
    expect(received).toHaveLength(0)
    await expect(sendBy(provider)).rejects.toThrow(message)
  })

  it.each([302, 401, 500])(
    'is reported if the service answers %i, and says no more',
    async (code) => {
      status = code
      expect(leadsTo(await askFor(resend({ apiKey, from })))).toContain('code=email_not_sent')
      expect(received).toHaveLength(1)
      expect(reports.join()).not.toContain(apiKey)
      await expect(sendBy(resend({ apiKey, from }))).rejects.toThrow(
        new Error(`The mail service of "resend" answered ${code}.`),
      )
    },
  )

  it('gives way to a sendVerificationRequest of the application', async () => {
    const sendVerificationRequest = vi.fn<() => void>()
    const app = appWith(resend({ id: 'mail', sendVerificationRequest }))
    await ask(app.browser(), address, {}, { provider: 'mail' })
    expect(sendVerificationRequest).toHaveBeenCalledTimes(1)
    expect(received).toHaveLength(0)
  })
})
