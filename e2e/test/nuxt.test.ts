import { request as httpRequest } from 'node:http'
import { startDemo } from 'example-nuxt/demo.ts'
import { describe, expect, it } from 'vitest'
import { demoSuite, visitDemo } from '../src/demo-suite.ts'
import { peopleSuite } from '../src/people-suite.ts'
import {
  hydrated,
  isSessionCookie,
  openPage,
  signInAtProvider,
  signInWithPassword,
  textOf,
} from '../src/visitor.ts'

const nuxt = { name: 'nuxt', source: 'examples/nuxt', start: startDemo }
const visit = visitDemo(nuxt)
demoSuite(nuxt, visit)
peopleSuite(visit)

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
