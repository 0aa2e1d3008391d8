/**
 * What does not work in `@sidebase/nuxt-auth` 1.3.1 and does in ours: each observed in the same way, with what must
 * be seen on ours and what is seen on the original. The original has its turn in full runs.
 */
import type { BrowserContext } from 'playwright-core'
import { beforeEach, describe } from 'vitest'
import { editions } from '../src/editions.ts'
import { faultsOn } from '../src/faults.ts'
import { buildNuxtAuth, startNuxtAuth } from '../src/nuxt-auth-applications.ts'
import { notedBy, requestsTo, setBackend } from '../src/nuxt-auth-backend.ts'
import { signInByEndpoints } from '../src/nuxt-auth-session.ts'
import { visitNuxtAuth } from '../src/nuxt-auth-visit.ts'
import { arrive, outcomeOf, textsOf } from '../src/visit.ts'
import { hydrated, textOf, type VisitedPage } from '../src/visitor.ts'

describe.each(editions)('faults of NuxtAuth, on the %s', (edition) => {
  const fault = faultsOn(edition)

  describe('in the application as it is', () => {
    const visit = visitNuxtAuth({ application: 'local', edition })
    beforeEach(() => setBackend(visit.server, { reset: true }))

    async function signIn(): Promise<VisitedPage> {
      const page = await visit.open('/')
      await outcomeOf(page, 'sign-in-here')
      await textsOf(page, { status: 'authenticated' })
      return page
    }
    const load = (path: string): Promise<string> =>
      visit.context.request.get(path).then((response) => response.text())
    const refreshes = async (): Promise<number> =>
      (await requestsTo(visit.server)).filter((request) => request === 'POST /refresh').length

    fault(
      '3: `definePageMeta({ auth: true })` protects a page, by address and by link',
      async () => {
        const answer = await visit.context.request.get('/meta-only', { maxRedirects: 0 })
        const page = await visit.open('/')
        await page.getByTestId('to-meta-only').click()
        await page.waitForURL((url) => url.pathname !== '/')
        return [answer.status(), new URL(page.url()).pathname]
      },
      { ours: [302, '/login'], original: [200, '/meta-only'] },
    )

    fault(
      '4: signing in and out without options works to the end',
      async () => {
        const page = await visit.open('/')
        const outcomes = [await outcomeOf(page, 'sign-in-plain')]
        await textsOf(page, { status: 'authenticated' })
        outcomes.push(await outcomeOf(page, 'sign-out-plain'))
        return outcomes.map((outcome) => outcome.replace(/Navigating to an external URL.*$/s, '…'))
      },
      { ours: ['"nothing"', '{"bye":true}'], original: ['threw Error: …', 'threw Error: …'] },
    )

    fault(
      '5: refreshes at the same time in one page are one',
      async () => {
        const page = await signIn()
        const outcome: unknown = JSON.parse(await outcomeOf(page, 'refresh-twice'))
        return { outcome, refreshes: await refreshes(), ...(await textsOf(page, { name: 'ada' })) }
      },
      {
        ours: { outcome: ['fulfilled', 'fulfilled'], refreshes: 1, name: 'ada' },
        original: { outcome: ['fulfilled', 'rejected'], refreshes: 2, name: '(absent)' },
      },
    )

    fault(
      '5: pages that are loaded at the same time refresh once, and each knows the person',
      async () => {
        await signIn()
        await visit.context.clearCookies({ name: 'auth.token' })
        await setBackend(visit.server, { refreshDelay: 100 })
        const headers = { cookie: await cookieHeader(visit.context) }
        const pages = await Promise.all(
          Array.from({ length: 5 }, async () => {
            const answer = await fetch(`${visit.server.url}/account`, { headers })
            return (await answer.text()).includes('Hello ada')
          }),
        )
        return { all: pages.every(Boolean), once: (await refreshes()) === 1 }
      },
      { ours: { all: true, once: true }, original: { all: false, once: false } },
    )

    fault(
      '6: a page is rendered without a refresh while the access token is good',
      async () => {
        await signIn()
        const pages = [await load('/account'), await load('/account'), await load('/account')]
        const all = pages.every((page) => page.includes('Hello ada'))
        return { all, refreshes: await refreshes() }
      },
      { ours: { all: true, refreshes: 0 }, original: { all: true, refreshes: 3 } },
    )

    fault(
      '7: no token is in a page',
      async () => {
        await signIn()
        const paths = ['/account', '/browser']
        return Promise.all(paths.map(async (path) => leaks(await load(path))))
      },
      { ours: [false, false], original: [true, true] },
    )

    fault(
      '8: a person gets to a page while her session is asked for again',
      async () => {
        const page = await signIn()
        await setBackend(visit.server, { sessionDelay: 1500 })
        await page.getByTestId('session').click()
        await page.getByTestId('to-account').click()
        await page.waitForURL((url) => url.pathname !== '/')
        await textsOf(page, { loading: 'false', status: 'authenticated' })
        return new URL(page.url()).pathname
      },
      { ours: '/account', original: '/login' },
    )

    fault(
      '9: navigation leaves nothing behind',
      async () => {
        await visit.context.addInitScript(watchWrites)
        const page = await signIn()
        await page.getByTestId('to-state').click()
        await page.getByTestId('keep').click()
        const before = await writesOfToken(page)
        for (let n = 0; n < 20; n += 1) {
          for (const to of ['account', 'account-two']) {
            await page.getByTestId(`to-${to}`).click()
            await arrive(page, `/${to}`)
          }
        }
        await page.getByTestId('to-state').click()
        await page.getByTestId('keep').click()
        const after = await writesOfToken(page)
        return {
          writes: after.writes > before.writes,
          listeners: after.listeners > before.listeners,
        }
      },
      { ours: { writes: false, listeners: false }, original: { writes: true, listeners: true } },
    )

    fault(
      'beyond the list: a page that is rendered for everybody hydrates as it is',
      async () => {
        await signIn()
        const page = await visit.open('/browser')
        await textsOf(page, { name: 'ada', 'shown-token': 'there' })
        return page.observed.complaints.filter((complaint) => /hydration/i.test(complaint))
      },
      { ours: [], original: ['Hydration completed but contains mismatches.'] },
    )

    fault(
      'beyond the list: the third argument of `signUp`, as the documents have it, is heeded',
      async () => {
        const page = await visit.open('/register')
        await page.getByTestId('username').fill('grace')
        await page.getByTestId('password').fill('loom')
        const outcome = page.getByTestId('outcome')
        await page.getByTestId('third-argument').click()
        await outcome.or(page.getByTestId('name')).filter({ hasText: /\w/ }).first().waitFor()
        return requestsTo(visit.server)
      },
      { ours: ['POST /register'], original: ['POST /register', 'POST /login', 'GET /me'] },
    )

    fault(
      'beyond the list: whoever signs out in one tab is signed out in the others',
      async () => {
        const page = await signIn()
        const other = await visit.open('/account')
        await outcomeOf(page, 'sign-out-here')
        return textsOf(other, { status: 'unauthenticated' })
      },
      { ours: { status: 'unauthenticated' }, original: { status: 'authenticated' } },
    )

    fault(
      'beyond the list: a refresh that the backend refuses ends what is shown, and the tokens',
      async () => {
        const page = await signIn()
        await setBackend(visit.server, { reset: true })
        await outcomeOf(page, 'refresh')
        const { status } = await textsOf(page, { status: 'unauthenticated' })
        const left = (await visit.context.cookies()).filter(({ name }) => name.startsWith('auth.'))
        return { status, left: left.length }
      },
      {
        ours: { status: 'unauthenticated', left: 0 },
        original: { status: 'authenticated', left: 2 },
      },
    )
  })

  describe('with tokens that scripts cannot read', () => {
    const variant = { name: 'hidden', environment: { TOKENS_HIDDEN: '1' } }
    const visit = visitNuxtAuth({ application: 'local', edition, variant })
    beforeEach(() => setBackend(visit.server, { reset: true }))

    fault(
      '7: they are kept, hidden, and used',
      async () => {
        const page = await visit.open('/')
        await outcomeOf(page, 'sign-in-here')
        const { status: before } = await textsOf(page, { status: 'authenticated' })
        const kept = await tokenCookies(visit.context)
        await page.goto('/account')
        await hydrated(page)
        const html = await page.content()
        return { before, kept, ...(await textsOf(page, { name: 'ada' })), leaks: leaks(html) }
      },
      {
        ours: {
          before: 'authenticated',
          kept: [
            { name: 'auth.refresh-token', httpOnly: true },
            { name: 'auth.token', httpOnly: true },
          ],
          name: 'ada',
          leaks: false,
        },
        original: { before: 'authenticated', kept: [], name: '(absent)', leaks: false },
      },
    )

    fault(
      '7: those that the server has set are gone after signing out',
      async () => {
        const answer = await visit.context.request.post('/api/backend/login', {
          data: { username: 'ada', password: 'engine' },
        })
        const { data } = (await answer.json()) as { data: { tokens: { refresh: string } } }
        await visit.context.addCookies([
          { name: 'auth.refresh-token', value: data.tokens.refresh, url: visit.server.url },
        ])
        const page = await visit.open('/')
        await textsOf(page, { name: 'ada' })
        const before = (await tokenCookies(visit.context)).length
        await outcomeOf(page, 'sign-out-here')
        return { before, after: (await tokenCookies(visit.context)).length }
      },
      { ours: { before: 2, after: 0 }, original: { before: 2, after: 2 } },
    )
  })

  fault(
    '1: the provider `refresh`, as versions before 0.9 had it, works',
    async () => {
      const variant = { name: 'legacy', environment: { PROVIDER_SHAPE: 'refresh' } }
      const folder = await buildNuxtAuth({ application: 'local', edition, variant }).catch(failed)
      if (folder === undefined) return 'does not build'
      const server = await startNuxtAuth(folder)
      try {
        await setBackend(server, { reset: true })
        const headers = { cookie: `auth.refresh-token=${await refreshTokenOf(server.url)}` }
        const page = await (await fetch(`${server.url}/account`, { headers })).text()
        const [, refresh] = await notedBy(server)
        return `${refresh?.request} ${page.includes('Hello ada')}`
      } finally {
        await server.close()
      }
    },
    { ours: 'POST /refresh true', original: 'does not build' },
  )

  describe('with `next-auth` 4.24', () => {
    fault(
      '10: an application starts and signs in',
      async () => {
        const folder = await buildNuxtAuth({
          application: 'authjs',
          edition,
          variant: { name: 'later' },
          laterNextAuth: true,
        })
        const server = await startNuxtAuth(folder).catch((error: unknown) => String(error))
        if (typeof server === 'string') return /ERR_[A-Z_]+/.exec(server)?.[0] ?? server
        try {
          return (await signInByEndpoints(server.url)).name
        } finally {
          await server.close()
        }
      },
      { ours: 'Ada', original: 'ERR_PACKAGE_PATH_NOT_EXPORTED' },
    )
  })
})

const failed = (): undefined => undefined

/** Whether a page has a token of the backend in it. */
function leaks(html: string): boolean {
  return /(?:access|refresh)-[\da-f]{8}-/.test(html)
}

async function cookieHeader(context: BrowserContext): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
}

async function tokenCookies(
  context: BrowserContext,
): Promise<{ name: string; httpOnly: boolean }[]> {
  return (await context.cookies())
    .filter(({ name }) => name.startsWith('auth.'))
    .map(({ name, httpOnly }) => ({ name, httpOnly }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

async function refreshTokenOf(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/backend/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ada', password: 'engine' }),
  })
  const { data } = (await answer.json()) as { data: { tokens: { refresh: string } } }
  return data.tokens.refresh
}

/** Counts, in a page, what is written to the cookie of the token, and who listens for cookies and events. */
function watchWrites(): void {
  const counts = { writes: 0, listeners: 0 }
  Object.assign(globalThis, { counts })
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
  Object.defineProperty(document, 'cookie', {
    get: () => cookie?.get?.call(document) as unknown,
    set: (value: string) => {
      if (value.startsWith('auth.token=')) counts.writes += 1
      cookie?.set?.call(document, value)
    },
  })
  // oxlint-disable-next-line typescript/unbound-method -- to be called with the target
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const counted = (target: EventTarget): boolean => !(target instanceof Node) || target === document
  EventTarget.prototype.addEventListener = function (...rest) {
    if (counted(this ?? globalThis)) counts.listeners += 1
    addEventListener.apply(this, rest)
  }
  EventTarget.prototype.removeEventListener = function (...rest) {
    if (counted(this ?? globalThis)) counts.listeners -= 1
    removeEventListener.apply(this, rest)
  }
}

/** How often the cookie is written when the token changes once, and how many listeners there are by then. */
async function writesOfToken(page: VisitedPage): Promise<{ writes: number; listeners: number }> {
  const read = (): Promise<{ writes: number; listeners: number }> =>
    page.evaluate(() => ({
      ...(globalThis as unknown as { counts: { writes: number; listeners: number } }).counts,
    }))
  const { writes } = await read()
  await page.getByTestId('clear').click()
  await textsOf(page, { 'raw-token': '' })
  await page.getByTestId('set').click()
  await textOf(page, 'raw-token', 'access')
  await page.waitForTimeout(200)
  const now = await read()
  return { writes: now.writes - writes, listeners: now.listeners }
}
