/**
 * The demo with tokens: the provider `local` with refreshing, on `sojourn/tokens`, in Chromium.
 */
import { startDemo } from 'example-nuxt-tokens/demo.ts'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { visitDemo } from '../src/demo-suite.ts'
import { hydrated, openPage, signInWithPassword, textOf } from '../src/visitor.ts'

const visit = visitDemo({ name: 'nuxt-tokens', source: 'examples/nuxt-tokens', start: startDemo })

/** Signs in on the start page's way, and is there again. */
async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/login', { waitUntil: 'networkidle' })
  await hydrated(page)
  await signInWithPassword(page, email, password)
  await page.waitForURL(`${visit.demo.url}/`)
}

it('signs in with tokens that no script can read, and is known in the HTML without a token in it', async () => {
  const { context } = visit
  const page = await openPage(context)
  await signIn(page, 'marin@example.com', 'open-sea')
  expect(await textOf(page, 'user-name', 'Marin')).toBe('Marin Holt')

  const cookies = await context.cookies()
  const tokens = cookies.filter(({ name }) => /^auth\.(?:refresh-)?token$/.test(name))
  expect(tokens.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
    { httpOnly: true, sameSite: 'Lax' },
    { httpOnly: true, sameSite: 'Lax' },
  ])
  const response = await context.request.get('/')
  const html = await response.text()
  expect(html).toContain('Marin Holt')
  for (const { value } of tokens) expect(html).not.toContain(decodeURIComponent(value))
  expect(response.headers()['cache-control']).toContain('no-store')

  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (/^\/api\/_?auth\//.test(pathname)) asked.push(pathname)
  })
  await page.reload({ waitUntil: 'networkidle' })
  await hydrated(page)
  expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
  expect(asked).toEqual([])
  expect(page.observed.complaints).toEqual([])
})

it('sends whoever is not signed in to the sign-in page, and back', async () => {
  const { context, demo } = visit
  const page = await openPage(context)
  await page.goto('/account?from=mail', { waitUntil: 'networkidle' })
  expect(new URL(page.url()).searchParams.get('redirect')).toBe('/account?from=mail')
  await hydrated(page)
  await signInWithPassword(page, 'noor@example.com', 'loud-bay')
  expect(await textOf(page, 'login-error', 'match')).toMatch(/do not match/)
  await signInWithPassword(page, 'noor@example.com', 'quiet-bay')
  await page.waitForURL(`${demo.url}/account?from=mail`)
  expect(await textOf(page, 'server-json', 'noor@')).toContain('noor@example.com')
})

it('makes an account, and signs in with it', async () => {
  const { context, demo } = visit
  const page = await openPage(context)
  await page.goto('/join', { waitUntil: 'networkidle' })
  await hydrated(page)
  await page.getByTestId('join-name').fill('Tove')
  await page.getByTestId('join-email').fill('tove@example.com')
  await page.getByTestId('join-password').fill('deep-fjord')
  await page.getByTestId('join-submit').click()
  await page.waitForURL(`${demo.url}/`)
  expect(await textOf(page, 'user-name', 'Tove')).toBe('Tove')
  expect(page.observed.complaints).toEqual([])
})

it('shares a refresh and a sign-out among tabs', async () => {
  const { context } = visit
  const page = await openPage(context)
  await signIn(page, 'marin@example.com', 'open-sea')
  const other = await openPage(context)
  await other.goto('/', { waitUntil: 'networkidle' })
  await hydrated(other)
  expect(await textOf(other, 'tabs', '2')).toBe('2')

  await page.getByTestId('session-refresh').click()
  expect(await textOf(page, 'cause', 'pressed')).toBe('you pressed the button')
  expect(await textOf(other, 'cause', 'another')).toBe('another tab did it')
  expect(await textOf(page, 'journal', 'Refreshed')).toContain('Refreshed')

  await other.getByTestId('sign-out').click()
  expect(await textOf(other, 'status', 'unauthenticated')).toBe('unauthenticated')
  expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  expect(page.observed.complaints).toEqual([])
  expect(other.observed.complaints).toEqual([])
})

it('ends a session that somebody else has a token of, for both', async () => {
  const { context } = visit
  const page = await openPage(context)
  await signIn(page, 'noor@example.com', 'quiet-bay')
  await page.getByTestId('thief-steal').click()
  expect(await textOf(page, 'thief-state', 'still the newest')).toContain('still the newest')
  // Of two tokens ago: that counts as stolen at once.
  for (const state of ['an old token', 'an old token']) {
    await page.getByTestId('session-refresh').click()
    expect(await textOf(page, 'thief-state', state)).toContain(state)
    expect(await textOf(page, 'session-refresh', 'Refresh now')).toBe('Refresh now')
  }
  await page.getByTestId('thief-use').click()
  expect(await textOf(page, 'thief-result', 'Caught')).toContain('Caught.')
  expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  expect((await context.cookies()).filter(({ name }) => name.startsWith('auth.'))).toEqual([])
})

it('signs another device out', async () => {
  const { browser, context, demo } = visit
  const page = await openPage(context)
  await signIn(page, 'marin@example.com', 'open-sea')
  const elsewhere = await browser.newContext({ baseURL: demo.url })
  const other = await openPage(elsewhere)
  await signIn(other, 'marin@example.com', 'open-sea')

  await page.reload({ waitUntil: 'networkidle' })
  await hydrated(page)
  await page.getByTestId('revoke-others').click()
  await page.getByTestId('revoke-others').waitFor({ state: 'detached' })
  expect(await page.getByTestId('device').count()).toBe(1)
  await other.reload({ waitUntil: 'networkidle' })
  expect(await textOf(other, 'status', 'unauthenticated')).toBe('unauthenticated')
  await elsewhere.close()
})
