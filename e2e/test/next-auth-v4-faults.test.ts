/**
 * What does not work in NextAuth 4.24.15 and does in ours: each observed in the same way, with what must be seen on
 * ours and what is seen on the original. The original has its turn in full runs.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe } from 'vitest'
import { editions } from '../src/editions.ts'
import { faultsOn } from '../src/faults.ts'
import { visitNextAuth } from '../src/next-auth-visit.ts'
import { outcomeOf, textsOf } from '../src/visit.ts'
import { focus, hydrated, type VisitedPage } from '../src/visitor.ts'

describe.each(editions)('faults of NextAuth, on the %s', (edition) => {
  const fault = faultsOn(edition)
  /** What a page shows of the session, once that is as expected; else what it shows after some seconds. */
  const statusOf = async (page: VisitedPage, expected: string): Promise<string> =>
    (await textsOf(page, { status: expected })).status

  describe('in the pages router', () => {
    const visit = visitNextAuth(edition)

    /** Signs in, and opens pages in tabs of their own. */
    async function signedInTabs(path: string, count: number): Promise<VisitedPage[]> {
      const page = await visit.open('/')
      await outcomeOf(page, 'sign-in-ada-here')
      await page.close()
      const pages: VisitedPage[] = []
      for (let n = 0; n < count; n += 1) pages.push(await visit.open(path))
      for (const each of pages) await statusOf(each, 'authenticated')
      return pages
    }
    const forget = (pages: VisitedPage[]): void => {
      for (const { observed } of pages) observed.sessionRequests.length = 0
    }
    const requestsOf = (pages: VisitedPage[]): number =>
      pages.reduce((sum, { observed }) => sum + observed.sessionRequests.length, 0)

    fault(
      'tabs that poll ask as often as one',
      async () => {
        const pages = await signedInTabs('/polling', 4)
        forget(pages)
        await sleep(4000)
        // One a second there would be, were the server never slow; four times four there are.
        return requestsOf(pages) <= 24 ? 'few requests' : 'many requests'
      },
      { ours: 'few requests', original: 'many requests' },
    )

    fault(
      'a tab that is looked at asks once, and the others do not',
      async () => {
        const pages = await signedInTabs('/', 4)
        await sleep(5100)
        forget(pages)
        const [page] = pages
        for (let n = 0; page && n < 10; n += 1) await focus(page)
        await sleep(1000)
        return requestsOf(pages) === 1 ? 'once' : 'more often'
      },
      { ours: 'once', original: 'more often' },
    )

    for (const [failure, answer] of [
      ['an error of the server', { status: 500, body: '{}', contentType: 'application/json' }],
      [
        'a page of a proxy',
        { status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html' },
      ],
      ['no answer', undefined],
    ] as const) {
      fault(
        `${failure} signs nobody out`,
        async () => {
          const [page] = await signedInTabs('/', 1)
          if (!page) return 'no page'
          await sleep(5100)
          await page.route('**/api/auth/session', (route) =>
            answer ? route.fulfill(answer) : route.abort(),
          )
          await focus(page)
          await sleep(1000)
          return (await page.getByTestId('status').textContent()) ?? ''
        },
        { ours: 'authenticated', original: 'unauthenticated' },
      )
    }

    fault(
      'a session that ends is seen to end',
      async () => {
        const [page] = await signedInTabs('/', 1)
        if (!page) return 'no page'
        const expires = new Date(Date.now() + 3000).toISOString()
        let answers = 0
        await page.route('**/api/auth/session', (route) =>
          route.fulfill({ json: (answers += 1) === 1 ? { user: { name: 'Ada' }, expires } : {} }),
        )
        await outcomeOf(page, 'get-session')
        return statusOf(page, 'unauthenticated')
      },
      { ours: 'unauthenticated', original: 'authenticated' },
    )

    fault(
      'an update is no time without a session',
      async () => {
        const [page] = await signedInTabs('/', 1)
        if (!page) return 'no page'
        await outcomeOf(page, 'update-name')
        await textsOf(page, { name: 'Countess' })
        return page.getByTestId('statuses').textContent()
      },
      { ours: 'authenticated', original: 'authenticated loading authenticated' },
    )

    fault(
      'an update finds a session that has begun elsewhere',
      async () => {
        const page = await visit.open('/')
        const { csrfToken } = (await visit.get('/api/auth/csrf')) as { csrfToken: string }
        const form = { csrfToken, username: 'ada', password: 'engine', json: 'true' }
        await visit.context.request.post('/api/auth/callback/credentials', { form })
        const outcome = await outcomeOf(page, 'update')
        const status = await statusOf(page, 'authenticated')
        return { outcome: outcome.includes('"Ada"') ? 'Ada' : outcome, status }
      },
      {
        ours: { outcome: 'Ada', status: 'authenticated' },
        original: { outcome: 'undefined', status: 'unauthenticated' },
      },
    )

    fault(
      'a sign-in on the page is seen in the other tabs',
      async () => {
        const [page, other] = [await visit.open('/'), await visit.open('/')]
        await outcomeOf(page, 'sign-in-ada-here')
        return statusOf(other, 'authenticated')
      },
      { ours: 'authenticated', original: 'unauthenticated' },
    )

    fault(
      'the form of a page of the application signs in at the first visit',
      async () => {
        const page = await visit.open('/auth/login')
        await page.waitForTimeout(500)
        await page.getByTestId('username').fill('ada')
        await page.getByTestId('password').fill('engine')
        await Promise.all([page.waitForEvent('load'), page.getByTestId('submit').click()])
        return new URL(page.url()).pathname
      },
      { ours: '/', original: '/auth/login' },
    )

    fault(
      'with `redirect: false` a provider is not gone to, and its address is known',
      async () => {
        const page = await visit.open('/')
        await page.getByTestId('sign-in-harbour-here').click()
        const outcome = page.getByTestId('outcome').filter({ hasText: /"url"/ })
        await outcome
          .or(page.getByRole('button', { name: 'Cancel' }))
          .first()
          .waitFor()
        const { origin } = new URL(page.url())
        if (origin !== visit.server.url) return 'gone to the provider'
        const { ok, url } = JSON.parse((await outcome.textContent()) ?? '') as {
          ok: boolean
          url: string
        }
        return { ok, isThere: url.startsWith(visit.issuer) }
      },
      { ours: { ok: true, isThere: true }, original: 'gone to the provider' },
    )

    fault(
      'a path to lead to throws nothing',
      async () => {
        const page = await visit.open('/')
        const outcome = await outcomeOf(page, 'sign-in-relative-here')
        const isFine = outcome.startsWith('{') && outcome.includes('"ok":true')
        return {
          outcome: isFine ? 'ok' : outcome.slice(0, 15),
          status: await statusOf(page, 'authenticated'),
        }
      },
      {
        ours: { outcome: 'ok', status: 'authenticated' },
        original: { outcome: 'threw TypeError', status: 'unauthenticated' },
      },
    )

    fault(
      'the error of the last attempt is not that of the next',
      async () => {
        const page = await visit.open('/?error=CredentialsSignin')
        const { error } = JSON.parse(await outcomeOf(page, 'sign-in-ada-here')) as {
          error?: string | null
        }
        return error ?? 'no error'
      },
      { ours: 'no error', original: 'CredentialsSignin' },
    )

    fault(
      'a place within a page can be led to',
      async () => {
        const page = await visit.open('/')
        await page.getByTestId('sign-in-ada-fragment').click()
        await page
          .waitForURL((url) => url.pathname === '/target', { timeout: 8000 })
          .catch(() => undefined)
        const { pathname, hash } = new URL(page.url())
        return pathname + hash
      },
      { ours: '/target#end', original: '/' },
    )
  })

  describe('below a base path', () => {
    const visit = visitNextAuth(edition, 'handlers')

    fault(
      'a page that requires a session leads to the sign-in that there is',
      async () => {
        const page = await visit.open('/app')
        await page.goto('/app/required')
        await page.waitForURL((url) => url.pathname.endsWith('/signin'))
        return new URL(page.url()).pathname
      },
      { ours: '/custom-route/api/auth/signin', original: '/api/auth/signin' },
    )
  })

  describe('with an adapter', () => {
    const visit = visitNextAuth(edition, 'database')

    fault(
      'credentials sign in',
      async () => {
        const page = await visit.open('/')
        await outcomeOf(page, 'sign-in-ada-here')
        await page.goto('/')
        await hydrated(page)
        const { sessions } = await visit.noted()
        return { sessions: sessions.length, ...(await textsOf(page, { name: 'Ada' })) }
      },
      { ours: { sessions: 1, name: 'Ada' }, original: { sessions: 0, name: '' } },
    )
  })
})
