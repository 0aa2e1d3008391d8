/**
 * Addresses as attackers write them: refused, or mailed to exactly one mailbox, the one that is stored.
 *
 * The corpus goes to a real mail server, by our own provider and by that of NextAuth. Mutations of it go as far
 * as the sending, and there through the parser that `nodemailer` makes its recipients with.
 *
 * @module
 */
import { createRequire } from 'node:module'
import { domainToUnicode } from 'node:url'
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  oneof,
  string,
  tuple,
} from 'fast-check'
import MimeNode from 'nodemailer/lib/mime-node/index.js'
import { type SmtpServer, startSmtp } from 'test-services/smtp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmailProvider } from '../../src/core/email-provider.ts'
import { normalizeEmail } from '../../src/core/email-address.ts'
import { email } from '../../src/providers/email.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import type { TestBrowser } from '../support/browser.ts'
import { addressCorpus, addressesThatAreNoText } from './support/address-corpus.ts'
import { emailApp } from './support/email-app.ts'

const { default: nextAuthEmail } = createRequire(import.meta.url)(
  'next-auth/providers/email',
) as typeof import('next-auth/providers/email')

/** An application that notes under which addresses it stores. */
function watchedApp(provider: Partial<EmailProvider>) {
  const stored: string[] = []
  const storage = memoryStorage()
  const app = emailApp(provider, {
    rateLimits: false,
    storage: {
      ...storage,
      createVerificationToken: async (token) => {
        stored.push(token.identifier)
        await storage.createVerificationToken(token)
      },
    },
  })
  return { ...app, stored }
}

async function enter(browser: TestBrowser, address: unknown): Promise<string> {
  const form = { csrfToken: await browser.csrfToken(), email: address, json: true }
  const response = await browser.post('/api/auth/signin/email', form, { json: true })
  expect.soft(response.status, JSON.stringify(address)).toBeLessThan(500)
  const body = (await response.json()) as { url?: string; code?: string }
  if (body.url === undefined) return body.code ?? ''
  const url = new URL(body.url)
  return url.pathname + (url.searchParams.get('code') ?? '')
}

const accepted = '/api/auth/verify-request'
const refused = new Set(['/api/auth/signinemail_invalid', 'body_too_large'])

describe.each([
  ['our own provider', (server: string) => email({ server, from: 'Acme <no-reply@acme.example>' })],
  [
    'the provider of NextAuth v4',
    (server: string) => nextAuthEmail({ server, from: 'Acme <no-reply@acme.example>' }),
  ],
])('the corpus of addresses, mailed by %s (S8, CVE-2022-35924, CVE-2025-13033)', (_, factory) => {
  let smtp: SmtpServer
  beforeAll(async () => {
    smtp = await startSmtp()
  })
  afterAll(async () => smtp.stop())

  it('is refused, or has one recipient: the address that is stored', async () => {
    const app = watchedApp(factory(smtp.url))
    const browser = app.browser()
    let mailed = 0
    for (const address of [...addressCorpus, ...addressesThatAreNoText]) {
      app.stored.length = 0
      smtp.mails.length = 0
      const outcome = await enter(browser, address)
      const shown = JSON.stringify(address).slice(0, 80)
      if (refused.has(outcome)) {
        expect(smtp.mails, shown).toHaveLength(0)
        expect(app.stored, shown).toHaveLength(0)
        continue
      }
      mailed += 1
      expect(outcome, shown).toBe(accepted)
      expect(app.stored, shown).toHaveLength(1)
      expect(smtp.mails, shown).toHaveLength(1)
      const [mail] = smtp.mails
      expect(mail?.recipients, shown).toEqual(app.stored)
      expect(mail?.source, shown).not.toMatch(/^(?:b?cc|x-[^:]*):/im)
      expect(mail?.message.to, shown).toHaveLength(1)
      expect(mail?.message.cc ?? [], shown).toEqual([])
      expect(mail?.message.bcc ?? [], shown).toEqual([])
    }
    expect(mailed).toBeGreaterThan(40)
    expect(mailed).toBeLessThan(90)
  }, 120_000)
})

/** The recipients that `nodemailer` makes of an address. */
function recipientsOf(address: string): string[] {
  const node = new MimeNode('text/plain')
  node.setHeader('to', address)
  const { to } = node.getEnvelope() as { to: string[] }
  return to.map((recipient) => {
    const at = recipient.lastIndexOf('@')
    return recipient.slice(0, at + 1) + domainToUnicode(recipient.slice(at + 1))
  })
}

const hostile = constantFrom(
  ...Array.from(
    '@＠﹫,，;；:"＂<>()[]{}\\|`% \t\r\n\0\u200B\u202E\u2028\u00A0\u0130\u0345ß.。-=?+\'',
  ),
  '\r\n',
  'xn--',
  '=?utf-8?q?',
  '?=',
  '.com',
)
const piece = oneof(
  hostile,
  string({ unit: 'binary', maxLength: 2 }),
  string({ unit: 'grapheme', maxLength: 2 }),
)
const short = addressCorpus.filter(({ length }) => length < 300)

/** An entry of the corpus that was cut, stretched and stuffed. */
const mutation = tuple(
  constantFrom(...short, ...Array.from({ length: 60 }, () => 'ada@example.com')),
  array(tuple(integer({ min: 0, max: 40 }), integer({ min: 0, max: 2 }), piece), { maxLength: 4 }),
).map(([address, edits]) => {
  let text = address
  for (const [at, cut, insert] of edits) text = text.slice(0, at) + insert + text.slice(at + cut)
  return text
})

describe('mutations of the corpus', () => {
  const runs = process.env['SOJOURN_FULL'] ? 100_000 : 10_000

  it(`are refused, or have one recipient: the address that is stored (S8)`, async () => {
    const app = watchedApp({})
    const browser = app.browser()
    const csrfToken = await browser.csrfToken()
    let mailed = 0
    await assert(
      asyncProperty(mutation, async (address) => {
        app.sent.length = 0
        app.stored.length = 0
        const form = { csrfToken, email: address, json: true }
        const response = await browser.post('/api/auth/signin/email', form, { json: true })
        expect(response.status).toBeLessThan(500)
        if (response.status !== 200) {
          expect(await response.text()).toContain('code=email_invalid')
          expect(app.sent).toHaveLength(0)
          expect(app.stored).toHaveLength(0)
          return
        }
        mailed += 1
        expect(app.sent).toHaveLength(1)
        const [identifier = ''] = app.stored
        expect(app.stored).toEqual([identifier])
        expect(app.sent[0]?.identifier).toBe(identifier)
        expect(normalizeEmail(identifier)).toBe(identifier)
        expect(recipientsOf(identifier)).toEqual([identifier])
        expect(identifier).not.toMatch(/[\s"(),:;<>[\]\\\p{C}]/u)
      }),
      { numRuns: runs },
    )
    expect(mailed).toBeGreaterThan(runs / 20)
  }, 600_000)
})
