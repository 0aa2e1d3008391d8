import { describe, expect, it, vi } from 'vitest'
import { createFakeBrowser } from '../../../../test/support/fake-browser.ts'
import { createFakeServer } from '../../../../test/support/fake-server.ts'
import { openApplication } from '../../../../test/support/nuxt-app/open-application.ts'
import { createSessionClient } from '../../../client/session-client.ts'
import { changesIn } from './changes.ts'

interface Given {
  readonly base?: string
  readonly defaultProvider?: string
  readonly addDefaultCallbackUrl?: boolean | string
}

async function setUp({ base = '/', defaultProvider, addDefaultCallbackUrl }: Given = {}) {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now)
  const { environment, visited } = browser.openTab()
  const { nuxtApp } = await openApplication({
    base,
    options: {
      provider: { type: 'authjs', defaultProvider },
      globalAppMiddleware: { addDefaultCallbackUrl },
    },
  })
  const client = createSessionClient(
    { environment, now: browser.now, fetch: server.fetch, session: null },
    async () => ({ createChanges: changesIn(nuxtApp) }),
  )
  return { client, server, visited }
}

const here = 'https://app.example.com/inbox?unread=1'
const page = (callbackUrl?: string): string =>
  `/api/auth/signin${callbackUrl === undefined ? '' : `?callbackUrl=${encodeURIComponent(callbackUrl)}`}`

describe('where signIn leads back to', () => {
  it.each([
    ['this page', {}, [], here],
    [
      'what the options say, below the base',
      { base: '/app/' },
      [undefined, { callbackUrl: '/in' }],
      '/app/in',
    ],
    ['the same in the first place', { base: '/app/' }, [{ callbackUrl: '/in' }], '/app/in'],
    ['below the base once', { base: '/app/' }, [{ callbackUrl: '/app/in' }], '/app/in'],
    [
      'another site as it is',
      { base: '/app/' },
      [{ callbackUrl: 'https://nuxt.org', external: true }],
      'https://nuxt.org',
    ],
    [
      'what the configuration says',
      { addDefaultCallbackUrl: '/home', base: '/app' },
      [],
      '/app/home',
    ],
    [
      'what the call says rather',
      { addDefaultCallbackUrl: '/home' },
      [{ callbackUrl: '/in' }],
      '/in',
    ],
    ['nowhere, if so configured', { addDefaultCallbackUrl: false }, [], undefined],
    [
      'what the call says even then',
      { addDefaultCallbackUrl: false },
      [{ redirectTo: '/in' }],
      '/in',
    ],
  ] as [string, Given, never[], string | undefined][])(
    'is %s',
    async (_, given, args, expected) => {
      const { client, visited } = await setUp(given)
      void client.signIn(...args)
      await vi.waitFor(() => expect(visited).toEqual([page(expected)]))
    },
  )
})

describe('signIn', () => {
  it('does not resolve while the page is being left, and says then that the navigation has ended', async () => {
    const { client, visited } = await setUp()
    let result: unknown
    void client.signIn().then((own) => (result = own))
    await vi.waitFor(() => expect(visited).toHaveLength(1))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(result).toBeUndefined()
    dispatchEvent(new Event('pageshow'))
    await vi.waitFor(() => expect(result).toMatchObject({ navigationResult: false, ok: true }))
  })

  it('goes to the default provider', async () => {
    const { client, visited } = await setUp({ defaultProvider: 'github' })
    void client.signIn()
    await vi.waitFor(() => expect(visited).toEqual(['https://github.example/authorize?']))
  })

  it('says null where there is no error, and what there is', async () => {
    const { client } = await setUp()
    const credentials = { username: 'ada', password: 'right', redirect: false, callbackUrl: '/in' }
    await expect(client.signIn('credentials', credentials)).resolves.toMatchObject({
      error: null,
      ok: true,
      status: 200,
      url: '/in',
    })
    const wrong = { ...credentials, password: 'wrong' }
    await expect(client.signIn('credentials', wrong)).resolves.toMatchObject({
      error: 'CredentialsSignin',
      url: null,
    })
  })
})

describe('signOut', () => {
  it.each([
    [{}, undefined, here],
    [{ base: '/app' }, { callbackUrl: '/bye' }, '/app/bye'],
    [{ addDefaultCallbackUrl: false as const }, undefined, here],
    [{ addDefaultCallbackUrl: '/home' }, undefined, '/home'],
  ])('leads where it should: %j, %j', async (given, options, expected) => {
    const { client, visited } = await setUp(given)
    void client.signOut(options)
    await vi.waitFor(() => expect(visited).toEqual([expected]))
  })

  it('stays if told to, and says where it would have led', async () => {
    const { client, visited } = await setUp()
    await expect(client.signOut({ callbackUrl: '/bye', redirect: false })).resolves.toMatchObject({
      url: '/bye',
      ok: true,
    })
    expect(visited).toEqual([])
  })
})
