/**
 * S4: every kind of token in every slot but its own, before and after the secret changes; and R5: what belongs is
 * good while its secret is in the list, and no longer.
 */
import { hkdfSync } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getToken } from '../../src/jwt/index.ts'
import { resolveConfig } from '../../src/server/config.ts'
import { createEngine } from '../../src/server/engine.ts'
import { createMemory } from '../../src/server/memory.ts'
import type { Auth } from '../../src/server/index.ts'
import { type FakeProvider, fakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { enter } from './support/application.ts'
import {
  type Epoch,
  type Made,
  type Mint,
  preview,
  secrets,
  startMint,
  type Strategy,
  v4Cookie,
  v5Cookie,
} from './support/token-kinds.ts'

/** Presents a token; whether it was accepted for what the slot is for. */
type Slot = (mint: Mint, epoch: Epoch, made: Made) => Promise<boolean>

function sessionCookie(strategy: Strategy, name: string, chunks = 1): Slot {
  return async (mint, epoch, { value }) => {
    const auth = mint.engine(epoch, strategy)
    const browser = createBrowser(auth)
    if (chunks === 1) browser.cookies.set(name, value)
    else {
      const length = Math.ceil(value.length / chunks)
      for (let index = 0; index < chunks; index++) {
        const chunk = value.slice(index * length, (index + 1) * length)
        browser.cookies.set(`${name}.${index}`, chunk)
      }
    }
    const before = await Promise.all([
      auth.getSession(browser.request('/')),
      auth.getToken(browser.request('/')),
    ])
    const session = await browser.session()
    return before.some((found) => found !== null) || Object.keys(session).length > 0
  }
}

async function csrfTokenOf(browser: TestBrowser): Promise<string> {
  return browser.csrfToken()
}

/** Whether somebody is signed in now who was not before. */
async function isSignedIn(browser: TestBrowser): Promise<boolean> {
  return Object.keys(await browser.session()).length > 0
}

function passwordsSlot(use: (mint: Mint, made: Made) => Promise<unknown>): Slot {
  return (mint, _, made) =>
    use(mint, made).then(
      () => true,
      () => false,
    )
}

const slots: Readonly<Record<string, Slot>> = {
  'the session cookie': sessionCookie('sealed', v4Cookie),
  'the session cookie in chunks': sessionCookie('sealed', v4Cookie, 3),
  'the session cookie of Auth.js v5': sessionCookie('sealed', v5Cookie),
  'the session cookie of Auth.js v5 in chunks': sessionCookie('sealed', v5Cookie, 2),
  'the session cookie on record': sessionCookie('stale', v4Cookie),
  'the session cookie of Auth.js v5 on record': sessionCookie('stale', v5Cookie),
  'the cookie of a stored session': sessionCookie('stored', v4Cookie),
  'the cookie of a stored session in chunks': sessionCookie('stored', v4Cookie, 2),
  'the cookie of a stored session of Auth.js v5': sessionCookie('stored', v5Cookie),

  'the bearer of a service': async (_, epoch, { value }) => {
    const secret = {
      before: secrets.old,
      rotated: [secrets.new, secrets.old],
      removed: secrets.new,
    }
    const req = { headers: { authorization: `Bearer ${encodeURIComponent(value)}` } }
    return (await getToken({ req, secret: secret[epoch] })) !== null
  },

  'the CSRF cookie': async (mint, epoch, { value, state = value }) => {
    const auth = mint.engine(epoch, 'sealed')
    const accepted = []
    for (const csrfToken of new Set([
      state,
      value,
      decodeURIComponent(value).split('|')[0] ?? '',
    ])) {
      const browser = createBrowser(auth)
      browser.cookies.set('next-auth.csrf-token', value)
      await enterWith(browser, csrfToken)
      accepted.push(await isSignedIn(browser))
    }
    return accepted.includes(true)
  },

  'the CSRF token of a form': async (mint, epoch, { value, browser: maker }) => {
    const browser = createBrowser(mint.engine(epoch, 'sealed'))
    await browser.csrfToken()
    // The maker's own cookie goes with the token that was made with it.
    const own = maker?.cookies.get('next-auth.csrf-token')
    if (own !== undefined) browser.cookies.set('next-auth.csrf-token', own)
    await enterWith(browser, value)
    return isSignedIn(browser)
  },

  'the transaction of a callback': async (mint, epoch, { value, callback, state: made }) => {
    const browser = createBrowser(mint.engine(epoch, 'sealed'))
    const state = made ?? 'abcdefghijklmnop'
    browser.cookies.set(`sojourn.transaction.${state.slice(0, 12)}`, value)
    const query = callback?.search ?? `?code=x&state=${state}`
    await browser.get(`/api/auth/callback/fake${query}`)
    return isSignedIn(browser)
  },

  'the state of a callback': async (mint, epoch, { value, callback, browser: maker }) => {
    const browser = createBrowser(mint.engine(epoch, 'sealed'))
    for (const [name, cookie] of maker?.cookies ?? []) {
      if (name.startsWith('sojourn.transaction.')) browser.cookies.set(name, cookie)
    }
    const url = new URL(callback ?? 'http://localhost:3000/api/auth/callback/fake?code=x')
    url.searchParams.set('state', value)
    await browser.get(url.pathname + url.search)
    return isSignedIn(browser)
  },

  'the state that a proxy passes on': async (mint, epoch, { value }) => {
    const browser = createBrowser(mint.engine(epoch, 'sealed'))
    const query = new URLSearchParams({ code: 'x', state: value })
    const answer = await browser.get(`/api/auth/callback/fake?${query.toString()}`)
    return new URL(answer.headers.get('location') ?? '').origin === preview
  },

  'the cookie of a code': async (mint, epoch, { value, state: code = '12345678' }) => {
    const browser = createBrowser(mint.engine(epoch, 'sealed'))
    browser.cookies.set('sojourn.email-code', value)
    const csrfToken = await csrfTokenOf(browser)
    await browser.post('/api/auth/callback/code', { csrfToken, code })
    return isSignedIn(browser)
  },

  'the code that is typed': async (mint, epoch, { value, email, browser: maker }) => {
    const browser = createBrowser(mint.engine(epoch, 'sealed'))
    const cookie = maker?.cookies.get('sojourn.email-code')
    if (cookie !== undefined) browser.cookies.set('sojourn.email-code', cookie)
    const csrfToken = await csrfTokenOf(browser)
    await browser.post('/api/auth/callback/code', { csrfToken, code: value, email })
    return isSignedIn(browser)
  },

  'the token of a link': async (mint, epoch, { value, email = 'grace@example.com' }) => {
    const browser = createBrowser(mint.engine(epoch, 'sealed'))
    const csrfToken = await csrfTokenOf(browser)
    await browser.post('/api/auth/callback/link', { csrfToken, token: value, email })
    return isSignedIn(browser)
  },

  'the note of ended sessions': async (mint, epoch, { value }) => {
    const browser = createBrowser(mint.engine(epoch, 'sealed'))
    await enter(browser, 'Witness')
    browser.cookies.set('sojourn.ended-sessions', value)
    // Accepted would mean that it ends a session which it does not name.
    return !(await isSignedIn(browser))
  },

  'the session to revoke': async (mint, epoch, { value }) => {
    const browser = createBrowser(mint.engine(epoch, 'stored'))
    await enter(browser, 'Witness')
    const csrfToken = await csrfTokenOf(browser)
    const answer = await browser.post('/api/auth/sessions', { csrfToken, revoke: value })
    return answer.ok
  },

  'the token that resets a password': passwordsSlot(({ passwords }, { value }) =>
    passwords.reset({ token: value, password: 'another password of a test' }),
  ),
  'the token that verifies an address': passwordsSlot(({ passwords }, { value, userId }) =>
    passwords.verifyAddress(value, { signedInAs: userId }),
  ),
  'the token that changes an address': passwordsSlot(({ passwords, personId }, made) =>
    passwords.changeAddress(made.userId ?? personId, made.value),
  ),
}

async function enterWith(browser: TestBrowser, csrfToken: string): Promise<void> {
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  await browser.post(
    '/api/auth/callback/credentials',
    { csrfToken, name: 'Forged', password: 'a password planted by the test' },
    { headers: { cookie } },
  )
}

const sealedSlots = [
  'the session cookie',
  'the session cookie in chunks',
  // A key of NextAuth v4 does not know the name of its cookie.
  'the session cookie of Auth.js v5',
  'the session cookie of Auth.js v5 in chunks',
  'the session cookie on record',
  'the session cookie of Auth.js v5 on record',
  'the bearer of a service',
] as const

/** Where each kind belongs. Kinds that are missing belong nowhere. */
const belongs: Readonly<Record<string, readonly string[]>> = {
  // Its person was let in by credentials and is not stored, so there is no record to be found or made.
  'a sealed session': sealedSlots.filter((slot) => !slot.endsWith('on record')),
  'a sealed session on record': sealedSlots,
  'a session of NextAuth v4': sealedSlots,
  'a session of Auth.js v5': [
    'the session cookie of Auth.js v5',
    'the session cookie of Auth.js v5 in chunks',
    'the session cookie of Auth.js v5 on record',
    'the bearer of a service',
  ],
  'a stored session': [
    'the cookie of a stored session',
    'the cookie of a stored session in chunks',
    'the cookie of a stored session of Auth.js v5',
  ],
  'a CSRF cookie': ['the CSRF cookie'],
  'a CSRF token': ['the CSRF token of a form'],
  'a transaction': ['the transaction of a callback'],
  'a state': ['the state of a callback'],
  'a state for a redirect proxy': ['the state that a proxy passes on'],
  'the cookie of a mailed code': ['the cookie of a code'],
  'a mailed code': ['the code that is typed'],
  'a mailed link': ['the token of a link'],
  'a token to reset a password': ['the token that resets a password'],
  'a token to verify an address': ['the token that verifies an address'],
  'a token to change an address': ['the token that changes an address'],
}

/** Random, and known to the storage: what they are worth does not hang on the secret. */
const outlivesSecret = new Set([
  'a stored session',
  'a token to reset a password',
  'a token to verify an address',
  'a token to change an address',
])

describe.each<Epoch>(['before', 'rotated', 'removed'])('S4: with the secret %s', (epoch) => {
  let provider: FakeProvider
  let mint: Mint

  beforeAll(async () => {
    provider = await fakeProvider()
    mint = await startMint(provider)
  })
  afterAll(() => provider.close())

  it.each(Object.entries(slots))(
    '%s takes what belongs there and nothing else',
    async (name, slot) => {
      const accepted: string[] = []
      for (const [kind, make] of Object.entries(mint.kinds)) {
        const made = await make()
        expect(made.value, kind).not.toBe('')
        if (await slot(mint, epoch, made)) accepted.push(kind)
      }
      const expected = Object.keys(mint.kinds).filter(
        (kind) =>
          (belongs[kind] ?? []).includes(name) && (epoch !== 'removed' || outlivesSecret.has(kind)),
      )
      expect(accepted).toEqual(expected)
    },
  )
})

describe('R5: a change of the secret', () => {
  const people = 200
  let provider: FakeProvider
  let mint: Mint

  beforeAll(async () => {
    provider = await fakeProvider()
    mint = await startMint(provider)
  })
  afterAll(() => provider.close())

  it.each<Strategy>(['sealed', 'stale', 'stored'])(
    `signs nobody of ${people} out while the old one is in the list (%s), nor after it for who came meanwhile`,
    async (strategy) => {
      const [before, rotated, removed] = (['before', 'rotated', 'removed'] as const).map((epoch) =>
        mint.engine(epoch, strategy),
      )
      if (!before || !rotated || !removed) throw new Error('There are three.')
      let isMoved: 'before' | 'rotated' | 'removed' = 'before'
      const engines = { before, rotated, removed }
      const handle: Auth['handle'] = (request) => engines[isMoved].handle(request)
      const browsers = await Promise.all(
        Array.from({ length: people }, async (_, index) => {
          const browser = createBrowser({ handle })
          await enter(browser, `Person${index}`)
          return browser
        }),
      )
      const away = createBrowser({ handle })
      await enter(away, 'Away')

      isMoved = 'rotated'
      const seen = await Promise.all(browsers.map(isSignedIn))
      expect(seen.filter((isIn) => !isIn)).toEqual([])
      // A renewal seals under the new secret.
      for (const browser of browsers) {
        const csrfToken = await browser.csrfToken()
        await browser.post('/api/auth/session', { csrfToken, data: {} }, { json: true })
      }

      isMoved = 'removed'
      const left = await Promise.all(browsers.map(isSignedIn))
      expect(left.filter((isIn) => !isIn)).toEqual([])
      expect(await isSignedIn(away)).toBe(strategy === 'stored')
    },
  )

  it('keeps forms, sign-ins in progress, mailed links and codes that were begun before', async () => {
    for (const [kind, slot] of [
      ['a CSRF token', 'the CSRF token of a form'],
      ['a transaction', 'the transaction of a callback'],
      ['a mailed link', 'the token of a link'],
      ['a mailed code', 'the code that is typed'],
    ] as const) {
      const made = await mint.kinds[kind]?.()
      expect(made && (await slots[slot]?.(mint, 'rotated', made)), kind).toBe(true)
    }
  })
})

it('S4: each purpose has a key of its own, whatever is sealed under it', async () => {
  const provider = await fakeProvider()
  const mint = await startMint(provider)
  const engine = createEngine(resolveConfig({ secret: secrets.old, providers: [] }), createMemory())
  const sessionKey = new Uint8Array(
    hkdfSync('sha256', secrets.old, '', 'NextAuth.js Generated Encryption Key', 32),
  )
  const isSession = (token: string): Promise<boolean> =>
    compactDecrypt(token, sessionKey).then(
      () => true,
      () => false,
    )
  const valueOf = async (kind: string): Promise<string> => (await mint.kinds[kind]?.())?.value ?? ''
  const session = await valueOf('a sealed session')
  const transaction = await valueOf('a transaction')
  const code = await valueOf('the cookie of a mailed code')
  const [, ...proxied] = (await valueOf('a state for a redirect proxy')).split('.')
  for (const [token, opens] of [
    [session, [true, false, false]],
    [transaction, [false, true, false]],
    [code, [false, false, true]],
    [proxied.join('.'), [false, false, false]],
  ] as const) {
    expect([
      await isSession(token),
      (await engine.transactions.open(token)) !== null,
      (await engine.emailCodes.open(token)) !== null,
    ]).toEqual(opens)
  }
  await provider.close()
})

it('S4: chunks of two sessions make none', async () => {
  const provider = await fakeProvider()
  const mint = await startMint(provider)
  const one = (await mint.kinds['a sealed session']?.())?.value ?? ''
  const other = (await mint.kinds['a sealed session']?.())?.value ?? ''
  const middle = Math.floor(one.length / 2)
  const auth = mint.engine('before', 'sealed')
  for (const [first, second, expected] of [
    [one, other, false],
    [other, one, false],
    [one, one, true],
  ] as const) {
    const browser = createBrowser(auth)
    browser.cookies.set(`${v4Cookie}.0`, first.slice(0, middle))
    browser.cookies.set(`${v4Cookie}.1`, second.slice(middle))
    expect(await isSignedIn(browser)).toBe(expected)
  }
  await provider.close()
})
