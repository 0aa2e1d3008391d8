/**
 * What does not work in Auth.js v5 (`next-auth` 5.0.0-beta.32) and does in ours: each observed in the same way, with what
 * must be seen on ours and what is seen on the original. The original has its turn in full runs.
 */
import { describe } from 'vitest'
import { editions } from '../src/editions.ts'
import { faultsOn } from '../src/faults.ts'
import { type AuthjsVisit, visitAuthjs } from '../src/authjs-v5.ts'
import { arrive, choosePerson, outcomeOf, textsOf } from '../src/visit.ts'
import { focus, hydrated, textOf, type VisitedPage } from '../src/visitor.ts'

const methodsOf = (page: VisitedPage): string[] =>
  page.observed.sessionRequests.map((request) => request.split(' ')[0] ?? '')

/** Signs in in the page that has every function of the client. */
async function signIn(visit: AuthjsVisit): Promise<VisitedPage> {
  const page = await visit.open('/client')
  await outcomeOf(page, 'sign-in-here')
  await textsOf(page, { status: 'authenticated' })
  return page
}

/** Goes to a provider from the start page, answers its question, and is back. */
async function signInAtHarbour(visit: AuthjsVisit): Promise<VisitedPage> {
  const page = await visit.open('/')
  await page.getByTestId('sign-in-harbour').click()
  await page.waitForURL(`${visit.issuer}/**`)
  await choosePerson(page, 'Grace')
  await arrive(page, '/account')
  return page
}

describe.each(editions)('faults of Auth.js v5, on the %s', (edition) => {
  const fault = faultsOn(edition)

  describe('with sealed sessions', () => {
    const visit = visitAuthjs(edition)

    fault(
      'a page asks for the session once, and once more when somebody comes back to it ten times',
      async () => {
        await signIn(visit)
        const page = await visit.open('/client')
        await textsOf(page, { name: 'Ada' })
        await page.waitForTimeout(1000)
        const onLoad = page.observed.sessionRequests.splice(0).length
        // An answer of the last seconds is good enough for ours.
        await page.waitForTimeout(5000)
        for (let time = 0; time < 10; time += 1) await focus(page)
        await page.waitForTimeout(1000)
        return [onLoad, page.observed.sessionRequests.length]
      },
      { ours: [1, 1], original: [2, 20] },
    )

    fault(
      '`update()` without data has the server renew the session, and the callback is told why',
      async () => {
        const page = await signIn(visit)
        page.observed.sessionRequests.length = 0
        await outcomeOf(page, 'update-nothing')
        return methodsOf(page)
      },
      { ours: ['POST'], original: ['GET'] },
    )

    fault(
      'a page that is rendered after a server action knows who has signed in, and what has changed',
      async () => {
        const page = await visit.open('/')
        const names: string[] = []
        for (const [button, expected] of [
          ['sign-in-here', 'Ada'],
          ['rename', 'Countess'],
          ['sign-out-quietly', 'nobody'],
        ] as const) {
          await page.getByTestId(button).click()
          await page.getByTestId(`${button}-said`).filter({ hasText: /\S/ }).waitFor()
          names.push((await textsOf(page, { name: expected })).name)
          await page.reload()
          await hydrated(page)
        }
        return names
      },
      { ours: ['Ada', 'Countess', 'nobody'], original: ['nobody', 'Ada', 'Countess'] },
    )

    fault(
      'nobody is signed out because the server does not answer',
      async () => {
        const page = await signIn(visit)
        const seen: string[] = []
        for (const answer of [
          { status: 500, body: '{}' },
          { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' },
          'offline',
        ] as const) {
          await page.route('**/api/auth/session', (route) =>
            answer === 'offline' ? route.abort() : route.fulfill(answer),
          )
          await page.waitForTimeout(5500)
          await focus(page)
          await page.waitForTimeout(500)
          seen.push((await page.getByTestId('status').textContent()) ?? '')
          await page.unroute('**/api/auth/session')
          await page.reload()
          await textsOf(page, { status: 'authenticated' })
        }
        return seen
      },
      {
        ours: ['authenticated', 'authenticated', 'authenticated'],
        original: ['unauthenticated', 'unauthenticated', 'unauthenticated'],
      },
    )

    fault(
      'other tabs are told of a sign-in that does not lead on',
      async () => {
        const first = await visit.open('/client')
        const second = await visit.open('/client')
        await textsOf(second, { status: 'unauthenticated' })
        await outcomeOf(first, 'sign-in-here')
        return textsOf(second, { name: 'Ada' })
      },
      { ours: { name: 'Ada' }, original: { name: 'nobody' } },
    )

    fault(
      'a wrong password is not `ok`',
      async () => {
        const page = await visit.open('/client')
        const { ok } = JSON.parse(await outcomeOf(page, 'sign-in-wrong')) as { ok: boolean }
        return ok
      },
      { ours: false, original: true },
    )

    fault(
      'who has signed in with a provider has the same id the next time',
      async () => {
        const ids: unknown[] = []
        for (let time = 0; time < 2; time += 1) {
          await signInAtHarbour(visit)
          const { body } = await visit.ask('/api/auth/session')
          ids.push((body as { user: { id: string } }).user.id)
          await visit.context.clearCookies()
        }
        return ids[0] === ids[1]
      },
      { ours: true, original: false },
    )
  })

  describe('with sessions in a database', () => {
    const visit = visitAuthjs(edition, { APPLICATION_SESSIONS: 'database' })

    fault(
      'the session shows no secret of itself, though the callback returns what it was given',
      async () => {
        await signInAtHarbour(visit)
        const { body } = await visit.ask('/api/auth/session')
        const [cookie] = (await visit.context.cookies()).filter(({ name }) =>
          name.includes('session-token'),
        )
        return JSON.stringify(body).includes(String(cookie?.value))
      },
      { ours: false, original: true },
    )

    fault(
      'a link in a mail outlives the program that looks at it first',
      async () => {
        await visit.ask('/api/notes', 'DELETE')
        const page = await visit.open('/login')
        await page.getByTestId('email').fill('mary@example.com')
        await page.getByTestId('mail').click()
        await textOf(page, 'page', 'mailed')
        const [, , link = ''] = String((await visit.ask('/api/notes')).body).split(' ')
        await fetch(link, { redirect: 'manual' })
        await page.goto(link)
        if (!/^\/(?:account|failure)$/.test(new URL(page.url()).pathname)) {
          await page.getByRole('button').click()
          await page.waitForURL(/account|failure/)
        }
        return new URL(page.url()).pathname
      },
      { ours: '/account', original: '/failure' },
    )
  })
})
