/**
 * Both demos at once: one secret, one host, so one session.
 */
import { startDemo as startNext } from 'example-next/demo.ts'
import { startDemo as startNuxt } from 'example-nuxt/demo.ts'
import { expect, it } from 'vitest'
import { settled, visitDemo } from '../src/demo-suite.ts'
import {
  hydrated,
  openPage,
  signInAtProvider,
  signInWithPassword,
  signUp,
  textOf,
} from '../src/visitor.ts'

const nuxt = visitDemo({ name: 'nuxt', source: 'examples/nuxt', start: startNuxt })
const next = visitDemo({ name: 'next', source: 'examples/next', start: startNext })

it.each([
  ['Nuxt', 'Next', nuxt, next],
  ['Next', 'Nuxt', next, nuxt],
])('a session begun in %s is valid in %s, until it ends there', async (_, __, first, second) => {
  const page = await openPage(first.context)
  await page.goto('/')
  await hydrated(page)
  await signInAtProvider(page, first.demo, 'Ada')

  const other = await openPage(first.context)
  await other.goto(`${second.demo.url}/account`)
  await settled(other)
  expect(await textOf(other, 'account-name', 'Ada')).toBe('Ada Lovelace')
  expect(other.observed).toEqual({ sessionRequests: [], complaints: [] })

  await other.goto(second.demo.url)
  await hydrated(other)
  expect(await textOf(other, 'provider', 'Harbour')).toBe('Harbour ID')
  await other.getByTestId('sign-out').click()
  expect(await textOf(other, 'status', 'unauthenticated')).toBe('unauthenticated')
  await page.reload()
  expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  expect((await first.context.request.get('/account')).url()).toContain('/login')
})

it('a session begun in one is listed in the other, and ended from there', async () => {
  const page = await openPage(nuxt.context)
  const person = { name: 'Ida', email: 'ida@example.com', password: 'both-shores' }
  await signUp(page, person)
  await page.waitForURL(`${nuxt.demo.url}/`)

  const away = await openPage(next.context)
  await away.goto('/login')
  await hydrated(away)
  await signInWithPassword(away, person.email, person.password)
  await away.waitForURL(`${next.demo.url}/`)
  await away.goto('/devices')
  await hydrated(away)
  await expect.poll(() => away.getByTestId('device').count()).toBe(2)
  await away.getByTestId('revoke-others').click()
  await expect.poll(() => away.getByTestId('device').count()).toBe(1)
  await expect
    .poll(async () => (await nuxt.context.request.get('/api/auth/session')).json(), {
      timeout: 8000,
    })
    .toEqual({})
})
