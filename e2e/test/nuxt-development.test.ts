/**
 * The demo under `nuxi dev`, where Vue says in detail what does not match, and code is not bundled.
 */
import { startDemo } from 'example-nuxt/demo.ts'
import { expect, it } from 'vitest'
import { visitDemo } from '../src/demo-suite.ts'
import { hydrated, openPage, signInAtProvider, signUp, textOf } from '../src/visitor.ts'

const visit = visitDemo({
  name: 'nuxt-development',
  source: 'examples/nuxt',
  start: (options) => startDemo({ ...options, kind: 'development' }),
})

it('signs in, reloads and navigates without a word from Vue or a request for the session', async () => {
  const { context, demo } = visit
  const first = await openPage(context)
  await first.goto('/')
  await hydrated(first)
  await signInAtProvider(first, demo, 'Ada')
  expect(await textOf(first, 'user-name', 'Ada')).toBe('Ada Lovelace')

  // Dependencies that Vite has found meanwhile may have reloaded that page.
  const page = await openPage(context)
  await page.goto('/', { waitUntil: 'networkidle' })
  await hydrated(page)
  await page.getByTestId('nav-account').click()
  expect(await textOf(page, 'account-name', 'Ada')).toBe('Ada Lovelace')
  expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })
  // What the server says of changes comes at once here, too, and not at the end of the stream.
  const begins = await page.evaluate(async () => {
    const { body } = await fetch('/api/auth/events')
    const reader = body?.getReader()
    const first = await reader?.read()
    await reader?.cancel()
    return new TextDecoder().decode(first?.value)
  })
  expect(begins).toMatch(/^retry: /)
  expect(demo.serverLog()).not.toMatch(/hydration|warn/i)
})

it('signs up, lists devices and shows the account without a word from Vue', async () => {
  const { context, demo } = visit
  const page = await openPage(context)
  await signUp(page, { name: 'Mae', email: 'mae@example.com', password: 'salt-and-tar' })
  await page.waitForURL(`${demo.url}/`)
  for (const [path, testId] of [
    ['/devices', 'device'],
    ['/account', 'password-current'],
  ] as const) {
    await page.goto(path)
    await hydrated(page)
    await page.getByTestId(testId).first().waitFor()
  }
  expect(page.observed.complaints).toEqual([])
  expect(demo.serverLog()).not.toMatch(/hydration|warn/i)
})
