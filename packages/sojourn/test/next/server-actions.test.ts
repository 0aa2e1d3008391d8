/**
 * `signIn`, `signOut` and `unstable_update` in Next's own scope of a request.
 *
 * @module
 */
import { inRoute } from './route-scope.ts'
import { describe, expect, it } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { NextAuth, type NextAuthConfig } from '../../src/next/next-auth.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { passwordProvider, secret, signInAda, testAuth } from '../support/test-auth.ts'

const silent = () => undefined
const config = {
  secret,
  providers: [passwordProvider],
  logger: { warn: silent, error: silent },
} satisfies NextAuthConfig
const site = 'http://localhost:3000'
const ada = { username: 'ada', password: 'engine' }

/** An identity provider that is never asked: a browser is only sent there. */
const acme = {
  id: 'acme',
  name: 'Acme',
  type: 'oauth',
  clientId: 'us',
  clientSecret: 'hush',
  authorization: 'https://acme.example/authorize',
  token: 'https://acme.example/token',
  userinfo: 'https://acme.example/me',
  profile: () => ({ id: '1' }),
} as const

function stranger(): TestBrowser {
  return createBrowser(testAuth())
}

async function signedIn(): Promise<TestBrowser> {
  const browser = stranger()
  await signInAda(browser)
  return browser
}

/** What the action returns or has thrown; `to …` if Next is to redirect. */
async function outcomeOf(
  browser: TestBrowser,
  action: () => Promise<unknown>,
  headers?: Record<string, string>,
): Promise<unknown> {
  const caught = async (): Promise<unknown> =>
    action().catch((error: unknown) => {
      // Next's own, by which it redirects.
      if (error instanceof Error && 'digest' in error) throw error
      return { ...(error as object) }
    })
  const response = await inRoute(browser, caught, headers)
  const location = response.headers.get('location')
  return location === null ? response.json() : `to ${location}`
}

describe('signIn with credentials', () => {
  it('signs in and leads to where it was told', async () => {
    const { signIn, auth } = NextAuth(config)
    const browser = stranger()
    const target = await outcomeOf(browser, async () =>
      signIn('credentials', { ...ada, redirectTo: '/inbox' }),
    )
    expect(target).toBe(`to ${site}/inbox`)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    expect(await outcomeOf(browser, auth)).toMatchObject({ user: { name: 'Ada' } })
  })

  it('takes an address, too, and leaves with one', async () => {
    const { signIn, signOut } = NextAuth(config)
    const browser = stranger()
    const redirectTo = new URL('/inbox?unread=1', site)
    const entered = await outcomeOf(browser, async () =>
      signIn('credentials', { ...ada, redirectTo }),
    )
    expect(entered).toBe(`to ${redirectTo.href}`)
    const left = await outcomeOf(browser, async () => signOut({ redirectTo }))
    expect(left).toBe(`to ${redirectTo.href}`)
  })

  it('takes the form that was sent, and leads back to the page that it was on', async () => {
    const { signIn } = NextAuth(config)
    const browser = stranger()
    const form = new FormData()
    form.set('username', 'ada')
    form.set('password', 'engine')
    form.set('picture', new File(['x'], 'x.png'))
    // In a form it is text, which does not mean that nobody is to be redirected.
    form.set('redirect', 'false')
    const target = await outcomeOf(browser, async () => signIn('credentials', form), {
      referer: `${site}/login?from=mail&error=CredentialsSignin&code=credentials`,
    })
    expect(target).toBe(`to ${site}/login?from=mail&error=CredentialsSignin&code=credentials`)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it.each(['android-app://com.example/', 'https://evil.example/phish', 'https://%'])(
    'leads to the home page from %s',
    async (referer) => {
      const { signIn } = NextAuth(config)
      const target = await outcomeOf(
        await signedIn(),
        async () => signIn('credentials', { ...ada, redirect: false }),
        { referer },
      )
      expect(target).toBe(`${site}/`)
    },
  )

  it('returns the address and sends nobody there with `redirect: false`', async () => {
    const { signIn } = NextAuth(config)
    const browser = stranger()
    const fields = { ...ada, redirectTo: '/inbox', redirect: false as const, attempt: 1 }
    const response = await inRoute(browser, async () => signIn('credentials', fields))
    expect(response.status).toBe(200)
    expect(await response.json()).toBe(`${site}/inbox`)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('throws why somebody was refused, and gives the browser nothing', async () => {
    const failures: string[] = []
    const { signIn } = NextAuth({
      ...config,
      events: { failure: ({ error }) => failures.push(error.code) },
    })
    const browser = stranger()
    const thrown = await outcomeOf(browser, async () =>
      signIn('credentials', { username: 'ada', password: 'wrong' }),
    )
    expect(thrown).toMatchObject({ code: 'credentials_rejected', type: 'CredentialsSignin' })
    expect(browser.cookies.size).toBe(0)
    expect(failures).toEqual(['credentials_rejected'])
  })

  it('throws what else has failed, by the names of both', async () => {
    for (const [more, password, expected] of [
      [{}, 'throw', { code: 'request_failed', type: 'CallbackRouteError' }],
      [
        { callbacks: { signIn: () => false } },
        'engine',
        { code: 'access_denied', type: 'AccessDenied' },
      ],
    ] as const) {
      const { signIn } = NextAuth({ ...config, ...more })
      const thrown = await outcomeOf(stranger(), async () =>
        signIn('credentials', { username: 'ada', password }),
      )
      expect(thrown).toMatchObject(expected)
    }
  })

  it('is counted as an attempt like any other', async () => {
    const { signIn } = NextAuth(config)
    const browser = stranger()
    const thrown: unknown[] = []
    for (let attempt = 0; attempt < 12; attempt++) {
      const fields = { username: 'bob', password: 'wrong' }
      thrown.push(await outcomeOf(browser, async () => signIn('credentials', fields)))
    }
    expect(thrown.at(-1)).toMatchObject({ code: 'attempts_exceeded' })
  })
})

describe('signIn with any other provider', () => {
  const options = { ...config, providers: [acme, passwordProvider] }

  it('sends the browser there, which can come back', async () => {
    const { signIn } = NextAuth(options)
    const browser = stranger()
    const target = await outcomeOf(browser, async () =>
      signIn('acme', { redirectTo: '/inbox' }, { prompt: 'login' }),
    )
    const url = new URL(String(target).replace('to ', ''))
    expect(url.origin).toBe('https://acme.example')
    expect(url.searchParams.get('prompt')).toBe('login')
    expect(url.searchParams.get('redirect_uri')).toBe(`${site}/api/auth/callback/acme`)
    expect([...browser.cookies.keys()].join()).toContain('next-auth.')
  })

  it.each([undefined, 'nobody', 'toString'])(
    'leads to the sign-in page for %s',
    async (provider) => {
      const { signIn } = NextAuth(options)
      const target = await outcomeOf(stranger(), async () =>
        signIn(provider, { redirectTo: '/inbox' }),
      )
      expect(target).toBe(`to ${site}/api/auth/signin?callbackUrl=%2Finbox`)
    },
  )

  it('leads to the page for it where the application has one', async () => {
    const { signIn } = NextAuth({ ...options, pages: { signIn: '/login' } })
    const target = await outcomeOf(stranger(), async () => signIn('', { redirectTo: '/inbox' }))
    expect(target).toBe(`to ${site}/login?callbackUrl=${encodeURIComponent(`${site}/inbox`)}`)
  })

  it('leads there, too, where there is no way to sign in', async () => {
    const { signIn } = NextAuth({ ...config, providers: [] })
    const target = await outcomeOf(stranger(), async () => signIn())
    expect(target).toBe('to /api/auth/signin?callbackUrl=%2F')
  })
})

describe('signOut', () => {
  it('ends the session and leads to where it was told', async () => {
    const { signOut, auth } = NextAuth(config)
    const browser = await signedIn()
    expect(await outcomeOf(browser, async () => signOut({ redirectTo: '/bye' }))).toBe(
      `to ${site}/bye`,
    )
    expect([...browser.cookies.keys()].join()).not.toContain('session-token')
    expect(await outcomeOf(browser, auth)).toBeNull()
  })

  it('returns the address with `redirect: false`, and the action sees nobody any more', async () => {
    const { signOut, auth } = NextAuth(config)
    const seen = await outcomeOf(await signedIn(), async () => [
      (await auth())?.user?.name,
      await signOut({ redirect: false }),
      await auth(),
    ])
    expect(seen).toEqual(['Ada', `${site}/`, null])
  })

  it('throws while the storage does not answer, and the browser stays signed in', async () => {
    const storage = memoryStorage()
    const browser = createBrowser(testAuth({ adapter: storage }))
    await signInAda(browser)
    const adapter: AtomicStorage = {
      ...storage,
      endSession: async () => {
        throw new Error('connect ECONNREFUSED')
      },
    }
    const { signOut } = NextAuth({ ...config, adapter })
    expect(await outcomeOf(browser, async () => signOut())).toMatchObject({
      code: 'storage_unavailable',
      type: 'AdapterError',
    })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })
})

describe('unstable_update', () => {
  it('changes the session by the jwt callback, and the action sees it', async () => {
    const { unstable_update, auth } = NextAuth({
      ...config,
      callbacks: {
        jwt: ({ token, trigger, session }) =>
          trigger === 'update' ? { ...token, name: session.name } : token,
      },
    })
    const browser = await signedIn()
    const seen = await outcomeOf(browser, async () => [
      (await unstable_update({ name: 'Countess' }))?.user?.name,
      (await auth())?.user?.name,
    ])
    expect(seen).toEqual(['Countess', 'Countess'])
    expect(await browser.session()).toMatchObject({ user: { name: 'Countess' } })
  })

  it('is null where nobody is signed in', async () => {
    const { unstable_update } = NextAuth(config)
    const browser = stranger()
    for (const time of ['first', 'second']) {
      const update = async (): Promise<unknown> => unstable_update({ name: 'x' })
      expect(await outcomeOf(browser, update), time).toBeNull()
    }
  })
})

describe('of a configuration for each request', () => {
  it('works, and keeps the engine for the same object', async () => {
    let configured = 0
    const { signIn } = NextAuth(() => {
      configured++
      return config
    })
    const browser = stranger()
    expect(await outcomeOf(browser, async () => signIn('credentials', ada))).toBe(`to ${site}/`)
    expect(configured).toBeGreaterThan(1)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('throws what is wrong with a configuration for all', async () => {
    const { signIn } = NextAuth({ ...config, providers: [passwordProvider, passwordProvider] })
    const message = await inRoute(stranger(), async () =>
      signIn().catch((error: unknown) => String(error)),
    )
    expect(await message.json()).toContain('TypeError: Two providers have the id "credentials"')
  })

  it('throws its code if none can be made', async () => {
    const error = console.error
    console.error = silent
    try {
      const { signIn } = NextAuth(() => {
        throw new Error('no tenant')
      })
      expect(await outcomeOf(stranger(), async () => signIn('credentials', ada))).toMatchObject({
        code: 'configuration_invalid',
        type: 'CallbackRouteError',
      })
    } finally {
      console.error = error
    }
  })
})

describe('cookies that came several times', () => {
  it('are all looked at, as the browser has sent them', async () => {
    const { auth } = NextAuth(config)
    const browser = await signedIn()
    const genuine = browser.request('/').headers.get('cookie') ?? ''
    for (const cookie of [
      `next-auth.session-token=planted; ${genuine}`,
      `${genuine}; next-auth.session-token=planted; bad=%E0%A4%A`,
    ]) {
      const plain = stranger()
      const seen = await outcomeOf(plain, auth, { cookie })
      expect(seen).toMatchObject({ user: { name: 'Ada' } })
    }
  })

  it('do not bring back somebody who has just signed out', async () => {
    const { auth, signOut } = NextAuth(config)
    const browser = await signedIn()
    const genuine = browser.request('/').headers.get('cookie') ?? ''
    const cookie = `next-auth.session-token=planted; ${genuine}`
    const seen = await outcomeOf(
      stranger(),
      async () => {
        await signOut({ redirect: false })
        return auth()
      },
      { cookie },
    )
    expect(seen).toBeNull()
  })
})
