/**
 * Every kind of token there is, made by whoever makes it: ours by the engine, those of the systems before by
 * themselves.
 *
 * @module
 */
import { encode as encodeV5 } from '@auth/core/jwt'
import { encode as encodeV4 } from 'next-auth/jwt'
import {
  createPasswords,
  hashPassword,
  type PasswordMail,
  type Passwords,
} from '../../../src/passwords/index.ts'
import type { Auth, AuthConfig } from '../../../src/server/index.ts'
import { memoryStorage } from '../../../src/storage/memory.ts'
import type { AtomicStorage } from '../../../src/core/storage.ts'
import type { FakeProvider } from '../../../src/testing/fake-provider.ts'
import { createBrowser, origin, type TestBrowser } from '../../support/browser.ts'
import { attackedApplication, type AttackedApplication, enter } from './application.ts'

/** The secret that all tokens are made under, and the one that takes its place. */
export const secrets = {
  old: 'the secret of last year, of 40 characters',
  new: 'the secret of this year, of 40 characters',
} as const

/** Which secrets an engine has. */
export type Epoch = 'before' | 'rotated' | 'removed'

/** How an engine keeps sessions. */
export type Strategy = 'sealed' | 'stale' | 'stored'

const secretsOf: Readonly<Record<Epoch, readonly string[]>> = {
  before: [secrets.old],
  rotated: [secrets.new, secrets.old],
  removed: [secrets.new],
}

const sessions: Readonly<Record<Strategy, AuthConfig['session']>> = {
  sealed: { strategy: 'jwt' },
  stale: { strategy: 'jwt', maxStaleness: 0 },
  stored: { strategy: 'database' },
}

/** What was made, and what belongs to it where more than the token is needed. */
export interface Made {
  readonly value: string
  /** Address of a link or a code. */
  readonly email?: string
  /** Id of the person who may use it. */
  readonly userId?: string
  /** The browser that it was made for. */
  readonly browser?: TestBrowser
  /** The state under which a transaction is found. */
  readonly state?: string
  readonly callback?: URL
}

/** All engines over one storage, and what makes tokens with the first. */
export interface Mint {
  readonly storage: AtomicStorage
  readonly passwords: Passwords
  readonly engine: (epoch: Epoch, strategy: Strategy) => Auth
  readonly kinds: Readonly<Record<string, () => Promise<Made>>>
  /** Id of a person who is stored. */
  readonly personId: string
}

/** A deployment whose sign-ins come back through the proxy, which is every engine at the usual address. */
export const preview = 'http://preview.example:4000'

export const v4Cookie = 'next-auth.session-token'
export const v5Cookie = 'authjs.session-token'

/** Starts the engines. */
export async function startMint(provider: FakeProvider): Promise<Mint> {
  const storage = memoryStorage()
  const outbox: AttackedApplication['outbox'] = []
  const mails: PasswordMail[] = []
  const passwords = createPasswords(storage, { send: (mail) => void mails.push(mail) })
  const passwordHash = await hashPassword('a password of a test')
  const engines = new Map<string, Auth>()
  const person = await storage.createUser({ email: 'grace@example.com', emailVerified: null })
  const personId = person?.id ?? ''
  let count = 0

  function engine(epoch: Epoch, strategy: Strategy): Auth {
    const key = `${epoch} ${strategy}`
    let auth = engines.get(key)
    if (auth === undefined) {
      auth = attackedApplication({
        provider,
        outbox,
        adapter: storage,
        secret: secretsOf[epoch],
        redirectProxyUrl: `${origin}/api/auth`,
        session: sessions[strategy],
      }).auth
      engines.set(key, auth)
    }
    return auth
  }

  const auth = engine('before', 'sealed')
  const nextEmail = (): string => `person${count++}@example.com`
  const claims = { name: 'Grace', email: 'grace@example.com', sub: personId }

  async function v4(token: Record<string, unknown>, salt?: string): Promise<Made> {
    const value = await encodeV4({
      token,
      secret: secrets.old,
      maxAge: 900,
      ...(salt !== undefined && { salt }),
    })
    return { value }
  }

  async function v5(token: Record<string, unknown>, salt: string): Promise<Made> {
    return { value: await encodeV5({ token, secret: secrets.old, salt, maxAge: 900 }) }
  }

  async function csrf(): Promise<{ browser: TestBrowser; token: string }> {
    const browser = createBrowser(auth)
    return { browser, token: await browser.csrfToken() }
  }

  async function mailed(id: 'link' | 'code'): Promise<Made> {
    const { browser, token: csrfToken } = await csrf()
    const email = nextEmail()
    await browser.post(`/api/auth/signin/${id}`, { csrfToken, email })
    return { value: outbox.at(-1)?.token ?? '', email, browser }
  }

  async function begun(): Promise<Made> {
    const { browser, token: csrfToken } = await csrf()
    const answer = await browser.post('/api/auth/signin/fake', { csrfToken })
    const sent = await fetch(answer.headers.get('location') ?? '', { redirect: 'manual' })
    const callback = new URL(sent.headers.get('location') ?? '')
    const [, value = ''] =
      [...browser.cookies].find(([name]) => name.startsWith('sojourn.transaction.')) ?? []
    return { value, browser, callback, state: callback.searchParams.get('state') ?? '' }
  }

  async function passwordToken(kind: 'reset' | 'verify' | 'change'): Promise<Made> {
    const email = nextEmail()
    const user = await storage.createUser({ email, emailVerified: null }, { passwordHash })
    const userId = user?.id ?? ''
    const sent = mails.length
    if (kind === 'reset') await passwords.requestReset(email)
    if (kind === 'verify') await passwords.requestVerification(userId)
    if (kind === 'change') {
      const wanted = { email: nextEmail(), password: 'a password of a test' }
      await passwords.requestAddressChange(userId, wanted)
    }
    const isOurs = (mail: PasswordMail): boolean => 'token' in mail
    for (let wait = 0; wait < 200 && !mails.slice(sent).some(isOurs); wait++) {
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const mail = mails.slice(sent).find((entry) => 'token' in entry)
    return { value: mail && 'token' in mail ? mail.token : '', email, userId }
  }

  async function signedIn(strategy: Strategy): Promise<TestBrowser> {
    const browser = createBrowser(engine('before', strategy))
    await enter(browser, `Somebody${count++}`)
    return browser
  }

  const kinds: Mint['kinds'] = {
    'a sealed session': async () => ({
      value: (await signedIn('sealed')).cookies.get(v4Cookie) ?? '',
    }),
    'a sealed session on record': async () => ({
      value: (await signedIn('stale')).cookies.get(v4Cookie) ?? '',
    }),
    'a session of NextAuth v4': () => v4(claims),
    'a session of Auth.js v5': () => v5(claims, v5Cookie),
    'a stored session': async () => ({
      value: (await signedIn('stored')).cookies.get(v4Cookie) ?? '',
    }),
    'the digest of a stored session': async () => {
      const token = (await signedIn('stored')).cookies.get(v4Cookie) ?? ''
      return { value: `sha256:${await sha256(token)}` }
    },
    'the bare digest of a stored session': async () => {
      const token = (await signedIn('stored')).cookies.get(v4Cookie) ?? ''
      return { value: await sha256(token) }
    },
    'the public id of a session': async () => {
      const browser = await signedIn('stored')
      const claims = await engine('before', 'stored').getToken(browser.request('/'))
      return { value: claims?.jti ?? '' }
    },
    'a CSRF cookie': async () => {
      const { browser, token } = await csrf()
      return { value: browser.cookies.get('next-auth.csrf-token') ?? '', state: token }
    },
    'a CSRF token': async () => {
      const { browser, token } = await csrf()
      return { value: token, browser }
    },
    'a transaction': begun,
    'a state': async () => {
      const made = await begun()
      return { ...made, value: made.state ?? '' }
    },
    'a state for a redirect proxy': async () => {
      const browser = createBrowser(auth, preview)
      const csrfToken = await browser.csrfToken()
      const answer = await browser.post('/api/auth/signin/fake', { csrfToken })
      const location = new URL(answer.headers.get('location') ?? '')
      return { value: location.searchParams.get('state') ?? '' }
    },
    'a note of ended sessions': async () => {
      const browser = await signedIn('sealed')
      await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
      return { value: browser.cookies.get('sojourn.ended-sessions') ?? '' }
    },
    'the cookie of a mailed code': async () => {
      const made = await mailed('code')
      // Of the code itself `state` is the place.
      const value = made.browser?.cookies.get('sojourn.email-code') ?? ''
      return { ...made, value, state: made.value }
    },
    'a mailed code': () => mailed('code'),
    'a mailed link': () => mailed('link'),
    'a state cookie of NextAuth v4': () =>
      v4({ value: 'x'.repeat(43), provider: 'fake' }, 'next-auth.state'),
    'a PKCE cookie of NextAuth v4': () =>
      v4({ value: 'x'.repeat(43), provider: 'fake' }, 'next-auth.pkce.code_verifier'),
    'a nonce cookie of NextAuth v4': () =>
      v4({ value: 'x'.repeat(43), provider: 'fake' }, 'next-auth.nonce'),
    'a state cookie of Auth.js v5': () => v5({ value: 'x'.repeat(43) }, 'authjs.state'),
    'a PKCE cookie of Auth.js v5': () => v5({ value: 'x' }, 'authjs.pkce.code_verifier'),
    'a nonce cookie of Auth.js v5': () => v5({ value: 'x' }, 'authjs.nonce'),
    'the cookie of the way back': async () => {
      const browser = createBrowser(auth)
      await browser.get('/api/auth/signin?callbackUrl=/inbox')
      return { value: browser.cookies.get('next-auth.callback-url') ?? '' }
    },
    'a token to reset a password': () => passwordToken('reset'),
    'a token to verify an address': () => passwordToken('verify'),
    'a token to change an address': () => passwordToken('change'),
  }

  return { storage, passwords, engine, kinds, personId }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Buffer.from(digest).toString('hex')
}
