/**
 * A token backend on a storage, with Ada, and a client that speaks to it.
 *
 * @module
 */
import { onTestFinished } from 'vitest'
import type { AtomicStorage, SessionRecord } from '../../../src/core/storage.ts'
import { createPasswords, type Passwords } from '../../../src/passwords/index.ts'
import { memoryStorage } from '../../../src/storage/memory.ts'
import { sqlStorage } from '../../../src/storage/sql/index.ts'
import { type FakeClock, fakeClock } from '../../../src/testing/index.ts'
import { createTokens, type Tokens, type TokensOptions } from '../../../src/tokens/index.ts'

export const secret = 'a secret of at least thirty-two characters'
export const otherSecret = 'another one, as long as the first of them'
export const email = 'ada@example.com'
export const password = 'open sea, quiet bay'
export const origin = 'https://app.example.com'

/** What login and refresh answer. */
export interface Pair {
  readonly token: string
  readonly refreshToken: string
  readonly expiresIn: number
}

/** An answer, read. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

/** A backend, and what it told. */
export interface Site {
  readonly storage: AtomicStorage
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly clock: FakeClock
  /** Events, oldest first. */
  readonly told: (readonly [name: string, message: Record<string, unknown>])[]
  /** What was logged, as `code detail`. */
  readonly reports: string[]
  readonly ask: (path: string, init?: RequestInit, address?: string) => Promise<Answer>
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>
  readonly login: (entered?: Record<string, unknown>) => Promise<Pair>
  readonly refresh: (refreshToken: unknown) => Promise<Answer>
  readonly session: (token: string) => Promise<Answer>
  readonly records: () => Promise<readonly SessionRecord[]>
}

export async function openSite(
  storage: AtomicStorage = memoryStorage(),
  options: Partial<TokensOptions> = {},
): Promise<Site & { readonly userId: string }> {
  const clock = fakeClock()
  const passwords = createPasswords(storage, { now: clock.now })
  const known = await storage.readUserByEmail(email)
  const { id: userId } = known ?? (await passwords.signUp({ email, password, name: 'Ada' }))
  return { ...siteOn(storage, clock, options), userId }
}

/** Another process on the same storage. */
export function siteOn(
  storage: AtomicStorage,
  clock: FakeClock,
  options: Partial<TokensOptions> = {},
): Site {
  const told: [string, Record<string, unknown>][] = []
  const reports: string[] = []
  const passwords = createPasswords(storage, { now: clock.now })
  const note =
    (name: string) =>
    (message: object): void =>
      void told.push([name, { ...message }])
  const tokens = createTokens({
    storage,
    passwords,
    secret,
    now: clock.now,
    logger: { error: (code, detail) => void reports.push(`${code} ${String(detail)}`) },
    events: {
      signIn: note('signIn'),
      signOut: note('signOut'),
      signUp: note('signUp'),
      refresh: note('refresh'),
      refreshTokenReused: note('refreshTokenReused'),
      failure: note('failure'),
    },
    ...options,
  })

  async function ask(path: string, init: RequestInit = {}, address = '192.0.2.1'): Promise<Answer> {
    const request = new Request(`${origin}/api/auth${path}`, init)
    const response = await tokens.handle(request, { address })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    }
  }
  const post: Site['post'] = (path, body, headers = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  return {
    storage,
    passwords,
    tokens,
    clock,
    told,
    reports,
    ask,
    post,
    async login(entered = { username: email, password }) {
      const { status, body } = await post('/login', entered)
      if (status !== 200) throw new Error(`The sign-in was refused: ${JSON.stringify(body)}`)
      return body as unknown as Pair
    },
    refresh: (refreshToken) => post('/refresh', { refreshToken }),
    session: (token) => ask('/session', { headers: bearer(token) }),
    async records() {
      const user = await storage.readUserByEmail(email)
      return user === null ? [] : storage.listSessions(user.id, 0)
    },
  }
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

/** The pair of an answer that must be one. */
export function pairOf({ status, body }: Answer): Pair {
  if (status !== 200) throw new Error(`It was refused: ${JSON.stringify(body)}`)
  return body as unknown as Pair
}

/** A storage on a database of its own, which is closed after the test. */
export async function openStorage(address: string): Promise<AtomicStorage> {
  const storage = sqlStorage(address)
  onTestFinished(() => storage.close())
  await storage.migrate()
  return storage
}
