/**
 * Each kind of token in the place of each other one: good in its own, and nowhere else.
 */
import { describe, expect, it } from 'vitest'
import { createAuth } from '../../src/server/index.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { secret } from '../support/test-auth.ts'
import {
  another,
  askForReset,
  codeOf,
  email,
  password,
  type Site,
  siteWithAda,
  storages,
} from './support/site.ts'

interface Slots {
  /** Tries a token in each place. Whether it was good there. */
  readonly slots: Readonly<Record<string, (token: string) => Promise<boolean>>>
  /** Makes a token of each kind. */
  readonly tokens: Readonly<Record<string, () => Promise<string>>>
}

async function open(site: Site & { readonly id: string }): Promise<Slots> {
  const { passwords, id } = site
  const links: string[] = []
  const auth = createAuth({
    secret,
    adapter: site.storage,
    now: site.clock.now,
    rateLimits: false,
    providers: [
      passwords.provider(),
      {
        id: 'email',
        name: 'E-mail',
        type: 'email',
        sendVerificationRequest: ({ token }) => void links.push(token),
      },
    ],
    logger: { error: () => undefined, warn: () => undefined },
  })
  const cookieName = 'next-auth.session-token'

  async function signedIn(): Promise<TestBrowser> {
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    await browser.post('/api/auth/callback/credentials', { csrfToken, email, password })
    return browser
  }

  const isGood = async (work: Promise<unknown>): Promise<boolean> => {
    const code = await codeOf(work)
    expect(['done', 'verification_invalid']).toContain(code)
    return code === 'done'
  }

  return {
    tokens: {
      reset: async () => askForReset(site),
      verify: async () => {
        await passwords.requestVerification(id)
        return site.tokenOf('verify')
      },
      change: async () => {
        await passwords.requestAddressChange(id, { email: 'new@example.com', password })
        return site.tokenOf('change')
      },
      link: async () => {
        const browser = createBrowser(auth)
        const csrfToken = await browser.csrfToken()
        await browser.post('/api/auth/signin/email', { csrfToken, email })
        return links.at(-1) ?? ''
      },
      session: async () => (await signedIn()).cookies.get(cookieName) ?? '',
      csrf: async () => createBrowser(auth).csrfToken(),
    },
    slots: {
      reset: async (token) => isGood(passwords.reset({ token, password: another })),
      verify: async (token) => isGood(passwords.verifyAddress(token, { signedInAs: id })),
      change: async (token) => isGood(passwords.changeAddress(id, token)),
      link: async (token) => {
        const browser = createBrowser(auth)
        const csrfToken = await browser.csrfToken()
        await browser.post('/api/auth/callback/email', { csrfToken, token, email })
        return 'user' in (await browser.session())
      },
      session: async (token) => {
        const browser = createBrowser(auth)
        browser.cookies.set(cookieName, token)
        return 'user' in (await browser.session())
      },
    },
  }
}

describe.each(storages)('tokens in %s', { timeout: 30_000 }, (_, createStorage) => {
  const kinds = ['reset', 'verify', 'change', 'link', 'session', 'csrf']
  const places = ['reset', 'verify', 'change', 'link', 'session']

  it.each(kinds)('of the kind "%s" are good in their own place only', async (kind) => {
    const site = await siteWithAda(await createStorage())
    const { tokens, slots } = await open(site)
    const token = (await tokens[kind]?.()) ?? ''
    expect(token).not.toBe('')
    for (const place of places.filter((name) => name !== kind)) {
      expect([place, await slots[place]?.(token)]).toEqual([place, false])
      // Neither with the name of whom it would be about, in the form of that place.
      const secretPart = token.split('.').at(-1) ?? ''
      for (const about of [site.id, email, 'new@example.com']) {
        const dressed = `${Buffer.from(about).toString('base64url')}.${secretPart}`
        if (dressed !== token) {
          expect([place, await slots[place]?.(dressed)]).toEqual([place, false])
        }
      }
      expect([place, await slots[place]?.(secretPart)]).toEqual([place, false])
    }
    // None of that has used it up.
    if (places.includes(kind)) expect(await slots[kind]?.(token)).toBe(true)
  })

  it('that are stored have identifiers which no address can be', async () => {
    const storage = await createStorage()
    const identifiers: string[] = []
    const site = await siteWithAda({
      ...storage,
      createVerificationToken: async (token) => {
        identifiers.push(token.identifier)
        return storage.createVerificationToken(token)
      },
    })
    const { tokens } = await open(site)
    for (const kind of ['reset', 'verify', 'change', 'link']) await tokens[kind]?.()
    expect(identifiers).toEqual([
      `sojourn:reset:${site.id}`,
      `sojourn:verify:${site.id}`,
      `sojourn:change:${site.id}`,
      email,
    ])
  })
})
