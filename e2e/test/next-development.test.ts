/**
 * The demo under `next dev`, where React says in detail what does not match, and StrictMode mounts
 * everything twice.
 */
import { startDemo } from 'example-next/demo.ts'
import { expect, it } from 'vitest'
import { visitDemo } from '../src/demo-suite.ts'
import { hydrated, openPage, signInAtProvider, signUp, textOf } from '../src/visitor.ts'

const visit = visitDemo({
  name: 'next-development',
  source: 'examples/next',
  start: (options) => startDemo({ ...options, kind: 'development', stepUpAge: 1 }),
})

it('signs in, reloads and navigates without a word from React or a request for the session', async () => {
  const { context, demo } = visit
  const page = await openPage(context)
  await page.goto('/')
  await hydrated(page)
  await signInAtProvider(page, demo, 'Ada')
  await hydrated(page)
  expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')

  await page.reload({ waitUntil: 'load' })
  await hydrated(page)
  await page.getByTestId('nav-account').click()
  expect(await textOf(page, 'account-name', 'Ada')).toBe('Ada Lovelace')
  await page.goto('/classic')
  await hydrated(page)
  expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
  expect(page.observed).toEqual({ sessionRequests: [], complaints: [] })

  // The other tab signs out, so this one, which requires somebody, is led to sign-in.
  const account = await openPage(context)
  await account.goto('/account')
  await hydrated(account)
  await page.getByTestId('sign-out').click()
  await account.waitForURL('**/login?**')
  expect(account.observed.complaints).toEqual([])
  expect(demo.serverLog()).not.toMatch(/hydration|warn|⚠|⨯/i)
})

it('asks once from a page without a snapshot, though StrictMode mounts the provider twice', async () => {
  const page = await openPage(visit.context)
  await page.goto('/static')
  await hydrated(page)
  expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  await page.waitForTimeout(1000)
  expect(page.observed.sessionRequests).toHaveLength(1)
  expect(page.observed.complaints).toEqual([])
})

it('signs up, lists devices and shows the account without a word from React', async () => {
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
  expect(demo.serverLog()).not.toMatch(/hydration|warn|⚠|⨯/i)
})

it('refuses a room and deletes an account without a word from React', async () => {
  const { context, demo } = visit
  const page = await openPage(context)
  await signUp(page, { name: 'Ida', email: 'ida@example.com', password: 'fresh-water' })
  await page.waitForURL(`${demo.url}/`)
  await page.goto('/keeper')
  expect(await textOf(page, 'keeper-refused', 'locked')).toBe('This room is locked.')

  await page.goto('/account')
  await hydrated(page)
  // The least that can be demanded, and what clocks may differ by.
  await page.waitForTimeout(17_000)
  await page.getByTestId('delete-account').click()
  await page.getByTestId('step-up-password').fill('fresh-water')
  await page.getByTestId('step-up-confirm').click()
  expect(await textOf(page, 'account-gone', 'gone')).toBe('Your account is gone.')
  expect(page.observed.complaints).toEqual([])
  expect(demo.serverLog()).not.toMatch(/hydration|warn|⚠|⨯/i)
})
