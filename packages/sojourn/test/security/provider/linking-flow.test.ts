/**
 * O18: who begins to link an account is who gets it, and nobody who is signed in by the end.
 *
 * @module
 */
import { expect, it } from 'vitest'
import { type Auth, createAuth } from '../../../src/server/index.ts'
import { memoryStorage } from '../../../src/storage/memory.ts'
import { createBrowser, type TestBrowser } from '../../support/browser.ts'
import { type MaliciousIssuer, useMaliciousProvider } from '../../support/malicious-provider.ts'
import { secret } from '../../support/test-auth.ts'
import { begin } from './begin.ts'
import { having } from './cases.ts'

const provider = useMaliciousProvider()

interface World {
  readonly auth: Auth
  readonly storage: ReturnType<typeof memoryStorage>
  readonly first: MaliciousIssuer
  readonly second: MaliciousIssuer
}

function start(): World {
  const storage = memoryStorage()
  const [first, second] = [provider.issue(), provider.issue()]
  const shared = { type: 'oidc', clientId: 'client' } as const
  const auth = createAuth({
    secret,
    adapter: storage,
    logger: { error: () => undefined, warn: () => undefined },
    providers: [
      { id: 'one', name: 'One', issuer: first.issuer, ...shared },
      { id: 'two', name: 'Two', issuer: second.issuer, ...shared },
    ],
  })
  return { auth, storage, first, second }
}

async function signIn(browser: TestBrowser, { first }: World, name: string): Promise<void> {
  first.misbehave({ claims: having({ sub: name, name, email: `${name}@example.com` }) })
  const back = await begin(browser, first)
  await browser.get(back.pathname + back.search)
}

const isMissing = (location: string | null): boolean => location?.endsWith('/account') !== true

it('an account becomes that of the person who began to link it', async () => {
  const world = start()
  const browser = createBrowser(world.auth)
  await signIn(browser, world, 'ada')
  world.second.misbehave({ claims: having({ sub: 'ada-at-two', email: 'other@example.com' }) })
  const back = await begin(browser, world.second, 'two')
  await browser.get(back.pathname + back.search)
  const [one, two] = await Promise.all([
    world.storage.readUserByAccount('one', 'ada'),
    world.storage.readUserByAccount('two', 'ada-at-two'),
  ])
  expect(one).not.toBeNull()
  expect(two?.id).toBe(one?.id)
})

it('O18 it does not become that of somebody who signed in in the browser meanwhile', async () => {
  const world = start()
  const browser = createBrowser(world.auth)
  await signIn(browser, world, 'ada')
  world.second.misbehave({ claims: having({ sub: 'at-two', email: 'other@example.com' }) })
  const back = await begin(browser, world.second, 'two')
  browser.cookies.delete('next-auth.session-token')
  await signIn(browser, world, 'mallory')
  const response = await browser.get(back.pathname + back.search)
  const mallory = await world.storage.readUserByAccount('one', 'mallory')
  const owner = await world.storage.readUserByAccount('two', 'at-two')
  expect(mallory).not.toBeNull()
  expect(owner?.id).not.toBe(mallory?.id)
  expect(isMissing(response.headers.get('location'))).toBe(true)
})

it('O18 it does not become that of somebody in whose browser it was not begun', async () => {
  const world = start()
  const browser = createBrowser(world.auth)
  await signIn(browser, world, 'ada')
  world.second.misbehave({ claims: having({ sub: 'at-two', email: 'other@example.com' }) })
  const back = await begin(browser, world.second, 'two')
  const victim = createBrowser(world.auth)
  await signIn(victim, world, 'grace')
  const response = await victim.get(back.pathname + back.search)
  expect(response.headers.get('location')).toContain('code=transaction_missing')
  expect(await world.storage.readUserByAccount('two', 'at-two')).toBeNull()
})
