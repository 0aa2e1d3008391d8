import { request as httpRequest } from 'node:http'
import { startDemo } from 'example-nuxt/demo.ts'
import { describe, expect, it } from 'vitest'
import { database, demoSuite, secret, visitDemo } from '../src/demo-suite.ts'
import { peopleSuite } from '../src/people-suite.ts'
import {
  type Applicant,
  hydrated,
  isSessionCookie,
  openPage,
  signInAtProvider,
  signInWithPassword,
  signUp,
  textOf,
  type VisitedPage,
} from '../src/visitor.ts'

const nuxt = { name: 'nuxt', source: 'examples/nuxt', start: startDemo }
const visit = visitDemo(nuxt)
demoSuite(nuxt, visit)
peopleSuite(visit)

const guest: Applicant = { name: 'Una', email: 'una@example.com', password: 'sand-and-sky' }

/** A page that is told of changes, of somebody who has just signed up, and what it asks the endpoints for. */
async function listening(): Promise<VisitedPage & { readonly asked: string[] }> {
  const { context, demo } = visit
  const page = await openPage(context)
  await signUp(page, guest)
  await page.waitForURL(`${demo.url}/`)
  const asked: string[] = []
  page.on('request', (request) => {
    const [, action] = new URL(request.url()).pathname.split('/api/auth/')
    if (action !== undefined) asked.push(`${request.method()} ${action}`)
  })
  const opened = page.waitForResponse('**/api/auth/events')
  await page.reload()
  // Its status is here before its end, which is in an hour: nothing waits for that.
  expect((await opened).status()).toBe(200)
  // On a slow machine the page may be too old by now for what it was rendered with.
  await page.waitForTimeout(500)
  expect(asked.filter((request) => request === 'GET events')).toHaveLength(1)
  return Object.assign(page, { asked })
}

describe('a session that ends elsewhere', () => {
  it('leaves the screen within a second, by one stream and one question', async () => {
    const { browser, demo } = visit
    const page = await listening()
    page.asked.length = 0
    const elsewhere = await browser.newContext({ baseURL: demo.url })
    const other = await openPage(elsewhere)
    await other.goto('/login')
    await hydrated(other)
    await signInWithPassword(other, guest.email, guest.password)
    await other.waitForURL(`${demo.url}/`)
    await other.goto('/devices')
    await hydrated(other)
    await expect.poll(() => other.getByTestId('device').count(), { timeout: 5000 }).toBe(2)
    expect(page.asked).toEqual([])

    const revoked = other.waitForResponse(
      (response) => response.request().method() === 'POST' && response.status() === 200,
    )
    await other.getByTestId('revoke-others').click()
    await revoked
    await page
      .getByTestId('status')
      .filter({ hasText: 'unauthenticated' })
      .waitFor({ timeout: 1000 })
    await page.waitForTimeout(500)
    expect(page.asked).toEqual(['GET session'])
    expect(page.observed.complaints).toEqual([])
    await elsewhere.close()
  })
})

it('a session that is about to end warns, and stays if its person wants it so', async () => {
  const { root, browser } = visit
  // Three seconds more than the warning is early.
  const short = await startDemo({ root, secret, database, quiet: true, sessionMaxAge: 63 })
  const context = await browser.newContext({ baseURL: short.url })
  try {
    const page = await openPage(context)
    await page.goto('/login')
    await hydrated(page)
    await signInWithPassword(page, 'marin@example.com', 'open-sea')
    await page.waitForURL(`${short.url}/`)
    await hydrated(page)
    await page.getByTestId('expiry').waitFor()
    const seconds = Number(await page.getByTestId('expiry-seconds').textContent())
    expect(seconds).toBeGreaterThan(55)
    expect(seconds).toBeLessThanOrEqual(60)
    await expect
      .poll(async () => Number(await page.getByTestId('expiry-seconds').textContent()), {
        timeout: 5000,
      })
      .toBeLessThan(seconds)
    await page.getByTestId('expiry-stay').click()
    await page.getByTestId('expiry').waitFor({ state: 'detached' })
    expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
    expect(page.observed.complaints).toEqual([])
  } finally {
    // Before its server, or it would complain of the stream.
    await context.close()
    await short.close()
  }
})

describe('without JavaScript', () => {
  it('a person signs in, sees a protected page and signs out', async () => {
    const plain = await visit.browser.newContext({
      baseURL: visit.demo.url,
      javaScriptEnabled: false,
    })
    const page = await plain.newPage()
    await page.goto('/account')
    await page.getByTestId('credentials-email').fill('marin@example.com')
    await page.getByTestId('credentials-password').fill('wrong')
    await page.getByTestId('credentials-submit').click()
    expect(await textOf(page, 'login-error', ' ')).toMatch(/\w+ .*\./)
    await signInWithPassword(page, 'marin@example.com', 'open-sea')
    expect(page.url()).toBe(`${visit.demo.url}/account`)
    const [cookie] = (await plain.cookies()).filter(isSessionCookie)
    expect(cookie?.expires).toBeGreaterThan(Date.now() / 1000)
    await page.getByTestId('sign-out').click()
    expect(new URL(page.url()).pathname).toBe('/api/auth/signout')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.goto('/')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')

    await page.goto('/join')
    await page.getByText('needs JavaScript').waitFor()
    expect(await page.getByTestId('join-submit').isVisible()).toBe(false)

    await page.goto('/login')
    await page.getByTestId('credentials-remember').uncheck()
    await signInWithPassword(page, 'noor@example.com', 'quiet-bay')
    const [fleeting] = (await plain.cookies()).filter(isSessionCookie)
    expect(fleeting?.expires).toBe(-1)
    await plain.clearCookies()

    await page.goto('/login')
    await signInAtProvider(page, visit.demo, 'Alan')
    expect(await textOf(page, 'user-name', 'Alan')).toContain('Alan')
    await plain.close()
  })
})

it('while the server is away, pages that are guarded open to whoever was signed in', async () => {
  const { demo, context } = visit
  const page = await openPage(context)
  await page.goto('/')
  await hydrated(page)
  await signInAtProvider(page, demo, 'Ada')
  await hydrated(page)
  await demo.stopServer()
  try {
    await page.getByTestId('session-refresh').click()
    await page.getByTestId('error-banner').waitFor()
    await page.getByTestId('nav-account').click()
    expect(await textOf(page, 'account-name', 'Ada')).toBe('Ada Lovelace')
  } finally {
    await demo.startServer()
  }
})

it('a body that is too large and of no known length is refused, and nothing breaks', async () => {
  const { demo } = visit
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const url = `${demo.url}/api/auth/callback/credentials`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode))
    })
    request.on('error', reject)
    // In several chunks, some of which come after it was refused.
    const write = (left: number): void => {
      if (left === 0) return void request.end()
      request.write('x'.repeat(20_000))
      setTimeout(() => write(left - 1), 10)
    }
    write(12)
  })
  expect(status).toBe(413)
  expect((await fetch(`${demo.url}/api/auth/session`)).status).toBe(200)
  expect(demo.serverLog()).not.toContain('uncaughtException')
})
