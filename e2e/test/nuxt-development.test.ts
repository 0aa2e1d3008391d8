/**
 * The demo under `nuxi dev`, where Vue says in detail what does not match, and code is not bundled.
 */
import { demoClient, startIdentityProvider } from 'example-identity-provider'
import { freePort } from 'example-identity-provider/free-port'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type RunningServer, startServer } from '../src/server.ts'
import { hydrated, launchBrowser, openPage, textOf } from '../src/visitor.ts'

let browser: Browser
let provider: Awaited<ReturnType<typeof startIdentityProvider>>
let server: RunningServer

beforeAll(async () => {
  browser = await launchBrowser()
  const port = await freePort()
  provider = await startIdentityProvider({
    redirectUris: [`http://localhost:${port}/api/auth/callback/harbour`],
  })
  const environment = {
    AUTH_SECRET: 'x'.repeat(40),
    DEMO_ISSUER: provider.issuer,
    DEMO_CLIENT_ID: demoClient.clientId,
    DEMO_CLIENT_SECRET: demoClient.clientSecret,
  }
  server = await startServer(inject('demo'), environment, 'development', port)
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await provider?.close()
})

it('signs in, reloads and navigates without a word from Vue or a request for the session', async () => {
  const context = await browser.newContext({ baseURL: server.url })
  const first = await openPage(context)
  await first.goto('/')
  await hydrated(first)
  await first.getByTestId('sign-in-harbour').click()
  await first.waitForURL(`${provider.issuer}/**`)
  await first.getByRole('button', { name: /Ada/ }).click()
  await first.waitForURL(`${server.url}/**`)
  expect(await textOf(first, 'user-name', 'Ada')).toBe('Ada Lovelace')

  // Dependencies that Vite has found meanwhile may have reloaded that page.
  const page = await openPage(context)
  await page.goto('/', { waitUntil: 'networkidle' })
  await hydrated(page)
  await page.getByTestId('nav-account').click()
  expect(await textOf(page, 'account-name', 'Ada')).toBe('Ada Lovelace')
  expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
  expect(server.log()).not.toMatch(/hydration|warn/i)
})
