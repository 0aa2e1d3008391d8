/**
 * Members of `useAuth` and `useAuthState` with the provider `authjs`, and the endpoints behind them: the
 * application of `nuxt-3.test.ts`, on both versions of Nuxt.
 */
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApplication } from '../src/applications.ts'
import { nuxtVersions, render } from '../src/nuxt-contract.ts'
import { type RunningServer, startServer } from '../src/server.ts'
import { hydrated, launchBrowser, openPage, textOf, type VisitedPage } from '../src/visitor.ts'

interface Members {
  readonly auth: {
    readonly status: { readonly value: string }
    readonly data: { readonly value: unknown }
    readonly signIn: (...parameters: unknown[]) => Promise<unknown>
    readonly signOut: (options?: object) => Promise<unknown>
    readonly getSession: (options?: object) => Promise<unknown>
    readonly refresh: (options?: object) => Promise<unknown>
    readonly getCsrfToken: () => Promise<string>
    readonly getProviders: () => Promise<Record<string, unknown>>
  }
  readonly state: { readonly loading: { readonly value: boolean } }
}

declare global {
  /** What the composables return, in a page of `open`. */
  var members: Members
}

/** A page with a call that every other time needs a better sign-in than anybody here has. */
const stepUp = {
  'pages/step-up.vue': `<script setup lang="ts">
definePageMeta({ auth: false })
const { run, challenge, retry, cancel } = useStepUp()
const outcome = ref('')
async function pay() {
  const call = () => $fetch<string>('/api/pay', { method: 'POST' })
  outcome.value = await run(call).catch(({ code }) => code)
}
</script>

<template>
  <button data-testid="pay" @click="pay()">Pay</button>
  <p data-testid="challenge">{{ challenge?.acr_values ?? 'none' }}</p>
  <button data-testid="retry" @click="retry()">Go on</button>
  <button data-testid="cancel" @click="cancel()">Cancel</button>
  <p data-testid="outcome">{{ outcome }}</p>
</template>
`,
  'server/api/pay.post.ts': `import { requireAuthentication } from '#auth'

let isStrict = false
export default defineEventHandler(async (event) => {
  isStrict = !isStrict
  const { name } = await requireAuthentication(event, isStrict ? { acrValues: ['gold'] } : undefined)
  return \`paid by \${name}\`
})
`,
}

const folders = {
  3: () => buildApplication('e2e/nuxt-3'),
  4: () =>
    buildApplication('e2e/nuxt-3', {
      name: 'authjs',
      host: 'e2e/nuxt-contract-local',
      files: stepUp,
    }),
} as const

const ada = { username: 'ada', password: 'engine' }

describe.each(nuxtVersions)('members of authjs on Nuxt %i', (version) => {
  let browser: Browser
  let server: RunningServer
  let context: BrowserContext

  beforeAll(async () => {
    browser = await launchBrowser()
    server = await startServer(await folders[version](), { AUTH_SECRET: 'x'.repeat(40) })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(async () => {
    context = await browser.newContext({ baseURL: server.url })
  })
  afterEach(async () => {
    await context.close()
  })

  /** Opens a page, and keeps what it asks the endpoints for. */
  async function open(path = '/app/'): Promise<VisitedPage & { readonly asked: string[] }> {
    const page = await openPage(context)
    const asked: string[] = []
    page.on('request', (request) => {
      const [, action] = new URL(request.url()).pathname.split('/api/auth/')
      if (action !== undefined) asked.push(`${request.method()} ${action}`)
    })
    await page.goto(path)
    await hydrated(page)
    await page.evaluate(() => {
      const root = document.querySelector('#__nuxt') as unknown as {
        __vue_app__: { $nuxt: { $sojourn: Members } }
      }
      const { auth, state } = root.__vue_app__.$nuxt.$sojourn
      globalThis.members = { auth, state }
    })
    return Object.assign(page, { asked })
  }

  async function signIn(page: VisitedPage): Promise<unknown> {
    return page.evaluate(
      async (credentials) =>
        members.auth.signIn('credentials', { ...credentials, redirect: false }),
      ada,
    )
  }

  it('are all that are documented', async () => {
    const page = await open()
    const names = await page.evaluate(() => ({
      auth: Object.keys(members.auth),
      state: Object.keys(members.state),
    }))
    expect(names.auth).toEqual(
      expect.arrayContaining(
        'data getCsrfToken getProviders getSession lastRefreshedAt refresh signIn signOut status'.split(
          ' ',
        ),
      ),
    )
    expect(names.state).toEqual(
      expect.arrayContaining('data lastRefreshedAt loading status'.split(' ')),
    )
  })

  it('ask for nothing on a page that was rendered, for a stranger', async () => {
    const page = await open()
    await page.waitForTimeout(200)
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(page.asked).toEqual([])
    const data = await page.evaluate(() => members.auth.data.value === null)
    expect(data).toBe(true)
  })

  it('getCsrfToken and getProviders answer as the original', async () => {
    const page = await open()
    const [token, providers] = await page.evaluate(async () => [
      await members.auth.getCsrfToken(),
      await members.auth.getProviders(),
    ])
    expect(token).toMatch(/^[\da-f]{64}$/)
    expect(providers).toEqual({
      credentials: {
        id: 'credentials',
        name: 'Credentials',
        type: 'credentials',
        signinUrl: `${server.url}/app/api/auth/signin/credentials`,
        callbackUrl: `${server.url}/app/api/auth/callback/credentials`,
      },
    })
  })

  it('signIn without a redirect tells how it went, and who is there', async () => {
    const page = await open()
    expect(await signIn(page)).toMatchObject({ error: null, status: 200, ok: true })
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
    const wrong = await page.evaluate(async () =>
      members.auth.signIn('credentials', { username: 'ada', password: 'no', redirect: false }),
    )
    expect(wrong).toMatchObject({ error: 'CredentialsSignin', url: null })
    expect(page.asked.filter((request) => request.startsWith('POST'))).toEqual([
      'POST callback/credentials',
      'POST callback/credentials',
    ])
  })

  it('signIn without a provider leads to the sign-in page, and back here', async () => {
    const page = await open('/app/?here')
    await page.evaluate(() => {
      void members.auth.signIn()
    })
    await page.waitForURL('**/app/api/auth/signin?**')
    const callback = new URL(page.url()).searchParams.get('callbackUrl')
    expect(new URL(callback ?? '', server.url).pathname).toBe('/app/')
  })

  it.each([
    ['/protected', '/app/protected'],
    ['https://evil.example/', '/app/'],
    ['//evil.example/', '/app/'],
  ])('signIn with the callback %s leads to %s', async (callbackUrl, end) => {
    const page = await open()
    await page.evaluate(
      ([credentials, to]) => {
        void members.auth.signIn('credentials', { ...credentials, callbackUrl: to })
      },
      [ada, callbackUrl] as const,
    )
    await page.waitForURL(`${server.url}${end}`)
    expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
  })

  it('getSession and refresh are one, and ask once for callers at the same time (where we differ)', async () => {
    const page = await open()
    await signIn(page)
    page.asked.length = 0
    const isSame = await page.evaluate(async () => {
      const { getSession, refresh } = members.auth
      const [first, second] = await Promise.all([getSession(), refresh()])
      return JSON.stringify(first) === JSON.stringify(second)
    })
    expect(isSame).toBe(true)
    expect(page.asked).toEqual(['GET session'])
  })

  it('getSession with required calls onUnauthenticated, or leads to sign-in', async () => {
    const page = await open()
    const isCalled = await page.evaluate(async () => {
      let called = false
      await members.auth.getSession({ required: true, onUnauthenticated: () => (called = true) })
      return called
    })
    expect(isCalled).toBe(true)
    await page.evaluate(() => {
      void members.auth.getSession({ required: true })
    })
    await page.waitForURL('**/app/api/auth/signin?**')
  })

  it('signOut without a redirect answers with where it would lead', async () => {
    const page = await open()
    await signIn(page)
    const answer = await page.evaluate(async () => members.auth.signOut({ redirect: false }))
    expect(answer).toMatchObject({ url: expect.stringContaining('/app/') })
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect((await context.cookies()).some(({ name }) => name.includes('session-token'))).toBe(false)
  })

  it('signs out in the other tab, too', async () => {
    const page = await open()
    await signIn(page)
    const other = await open()
    expect(await textOf(other, 'user-name', 'Ada')).toBe('Ada')
    await page.evaluate(async () => members.auth.signOut({ redirect: false }))
    expect(await textOf(other, 'status', 'unauthenticated')).toBe('unauthenticated')
  })

  it('signs nobody out who is offline', async () => {
    const page = await open()
    await signIn(page)
    await context.setOffline(true)
    await page.evaluate(async () => members.auth.getSession())
    expect(await page.evaluate(() => members.auth.status.value)).toBe('authenticated')
  })

  it('sets each cookie once, and lets no cache keep the page', async () => {
    const page = await open()
    await signIn(page)
    const cookies = Object.fromEntries(
      (await context.cookies()).map(({ name, value }) => [name, decodeURIComponent(value)]),
    )
    const rendered = await render(server, '/app/', cookies)
    const names = rendered.cookies.map((cookie) => cookie.split('=', 1)[0])
    expect(new Set(names).size).toBe(names.length)
    expect(rendered.cacheControl).toMatch(/no-store/)
    for (const value of Object.values(cookies)) expect(rendered.html).not.toContain(value)
  })

  it.runIf(version === 4)(
    'a call that needs another sign-in waits for one, and is then made again',
    async () => {
      const page = await open('/app/step-up')
      await signIn(page)
      await page.getByTestId('pay').click()
      expect(await textOf(page, 'challenge', 'gold')).toBe('gold')
      await signIn(page)
      await page.getByTestId('retry').click()
      expect(await textOf(page, 'outcome', 'paid')).toBe('paid by Ada')
      expect(await textOf(page, 'challenge', 'none')).toBe('none')

      await page.getByTestId('pay').click()
      expect(await textOf(page, 'challenge', 'gold')).toBe('gold')
      await page.getByTestId('cancel').click()
      expect(await textOf(page, 'outcome', 'insufficient')).toBe('insufficient_user_authentication')
    },
  )

  describe('with push and offline, said at run time', () => {
    let told: RunningServer
    let before: RunningServer

    beforeAll(async () => {
      before = server
      told = await startServer(await folders[version](), {
        AUTH_SECRET: 'x'.repeat(40),
        NUXT_PUBLIC_AUTH_DISABLE_SERVER_SIDE_AUTH: 'true',
        NUXT_PUBLIC_AUTH_PROVIDER_PUSH: 'true',
        NUXT_PUBLIC_AUTH_PROVIDER_OFFLINE_MAX_AGE: '60',
      })
    })
    afterAll(() => told?.close())
    beforeEach(async () => {
      server = told
      await context.close()
      context = await browser.newContext({ baseURL: told.url })
    })
    afterEach(() => {
      server = before
    })

    it('a page that begins without the server shows the last session, also where it is guarded', async () => {
      const page = await open()
      await signIn(page)
      expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
      // Kept once that has been loaded.
      await expect.poll(() => page.evaluate(() => localStorage.length)).toBe(1)
      await context.route('**/api/auth/**', (route) => route.abort())
      for (const path of ['/app/', '/app/protected']) {
        await page.goto(path)
        expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada')
        expect(new URL(page.url()).pathname).toBe(path)
      }
    })

    it('a sign-out that no script has made is heard of by the stream', async () => {
      const page = await open()
      const listens = page.waitForResponse('**/api/auth/events')
      await signIn(page)
      expect((await listens).status()).toBe(200)
      await page.waitForTimeout(500)
      page.asked.length = 0
      const { csrfToken } = (await (await context.request.get('/app/api/auth/csrf')).json()) as {
        csrfToken: string
      }
      await context.request.post('/app/api/auth/signout', { form: { csrfToken } })
      await page
        .getByTestId('status')
        .filter({ hasText: 'unauthenticated' })
        .waitFor({ timeout: 2000 })
      expect(page.asked).toEqual(['GET session'])
    })
  })

  it.each([
    ['GET', 'nothing', 400],
    ['GET', 'signin/credentials/more', 404],
    ['GET', 'session', 200],
    ['GET', 'providers', 200],
    ['GET', 'csrf', 200],
    // Where we differ: the original refuses it.
    ['GET', 'error?error=a&error=b', 200],
  ])('answers %s %s with %i, or another refusal', async (method, path, status) => {
    const response = await fetch(`${server.url}/app/api/auth/${path}`, {
      method,
      redirect: 'manual',
    })
    if (status < 300) expect(response.status).toBe(status)
    else expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
  })
})
