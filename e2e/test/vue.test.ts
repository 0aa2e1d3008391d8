/**
 * The demo in plain Vue: the plugin, the composables and a guard, against the engine on `node:http`.
 */
import { startDemo } from 'example-vue/demo.ts'
import { expect, it } from 'vitest'
import { visitDemo } from '../src/demo-suite.ts'
import { openPage, signInAtProvider, signInWithPassword, textOf } from '../src/visitor.ts'

const visit = visitDemo({ name: 'vue', source: 'examples/vue', start: startDemo })

it('asks for the session once, and signs in through the identity provider', async () => {
  const { context, demo } = visit
  const page = await openPage(context)
  await page.goto('/', { waitUntil: 'networkidle' })
  expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  expect(page.observed.sessionRequests).toHaveLength(1)

  await signInAtProvider(page, demo, 'Ada')
  expect(await textOf(page, 'user-name', 'Ada')).toBe('Ada Lovelace')
  expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
  expect(page.observed.complaints).toEqual([])
})

it('sends whoever is not signed in to the sign-in page, and back with path and query', async () => {
  const { context, demo } = visit
  const page = await openPage(context)
  await page.goto('/account?from=mail')
  await page.waitForURL(
    ({ searchParams }) => searchParams.get('callbackUrl') === '/account?from=mail',
  )
  await signInWithPassword(page, 'marin@example.com', 'wrong-sea')
  expect(await textOf(page, 'login-error', 'match')).toMatch(/do not match/)
  await signInWithPassword(page, 'marin@example.com', 'open-sea')
  await page.waitForURL(`${demo.url}/account?from=mail`)
  expect(await textOf(page, 'account-name', 'Marin')).toBe('Marin Holt')

  await page.goto('/login')
  await page.waitForURL(`${demo.url}/`)
})

it('tells every tab of another name and of the sign-out, and takes the page that is not for everybody away', async () => {
  const { context, demo } = visit
  const page = await openPage(context)
  await page.goto('/login?callbackUrl=/account')
  await signInWithPassword(page, 'noor@example.com', 'quiet-bay')
  await page.waitForURL(`${demo.url}/account`)
  const other = await openPage(context)
  await other.goto('/', { waitUntil: 'networkidle' })
  expect(await textOf(other, 'user-name', 'Noor')).toBe('Noor Anders')

  other.observed.sessionRequests.length = 0
  await page.getByTestId('name-input').fill('Noor the Second')
  await page.getByTestId('name-save').click()
  expect(await textOf(page, 'name-result', 'Saved')).toContain('Saved')
  expect(await textOf(other, 'user-name', 'Second')).toBe('Noor the Second')

  await other.getByTestId('sign-out').click()
  expect(await textOf(other, 'status', 'unauthenticated')).toBe('unauthenticated')
  await page.waitForURL(`${demo.url}/`)
  expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  expect(other.observed).toEqual({ sessionRequests: [], complaints: [] })
  expect(page.observed.complaints).toEqual([])
})

it('signs nobody out while the server does not answer, and sends nobody to sign in', async () => {
  const { context, demo } = visit
  const page = await openPage(context)
  await page.goto('/login')
  await signInWithPassword(page, 'marin@example.com', 'open-sea')
  await page.waitForURL(`${demo.url}/`)
  expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
  await page.route('**/api/auth/session', (route) => route.abort())
  await page.getByTestId('session-refresh').click()
  expect(await textOf(page, 'error-banner', 'You stay')).toContain('You stay signed in.')

  // A page that begins without knowing anybody: it says so, and goes on once it is told.
  await page.goto('/account')
  await page.getByRole('heading', { name: 'The server does not answer' }).waitFor()
  await page.unroute('**/api/auth/session')
  await page.getByRole('button', { name: 'Ask again' }).click()
  expect(await textOf(page, 'account-name', 'Marin')).toBe('Marin Holt')
})
