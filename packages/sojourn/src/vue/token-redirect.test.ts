import { describe, expect, it } from 'vitest'
import type { TokenRedirectCause, TokenRedirectOptions } from './token-composables.ts'
import { createTokenRedirect, pathInApp, type TokenPlace } from './token-redirect.ts'

const pages = new Set(['/', '/login', '/me', '/app/inner', '/protected'])

function placeAt(current: string, change: Partial<TokenPlace> = {}) {
  const went: [string, boolean][] = []
  const sent: string[] = []
  const place: TokenPlace = {
    origin: () => 'https://app.example.com',
    base: '/',
    current: () => current,
    isPage: (path) => pages.has(path),
    isLogin: (path) => path === '/login',
    addDefaultCallbackUrl: true,
    go: (to, isExternal) => went.push([to, isExternal]),
    signInFirst: (back) => sent.push(back),
    ...change,
  }
  return { place, went, sent }
}

async function leadsTo(
  cause: TokenRedirectCause,
  current: string,
  options: TokenRedirectOptions = {},
  change: Partial<TokenPlace> = {},
) {
  const { place, went, sent } = placeAt(current, change)
  await createTokenRedirect(place)(cause, options)
  return [...went, ...sent.map((back) => ['sign-in', back])]
}

describe('a sign-in', () => {
  it.each<[string, string, TokenRedirectOptions, string, boolean?]>([
    ['back to this page, with query and fragment', '/list?a=1#b', {}, '/list?a=1#b'],
    ['home from the sign-in page', '/login', {}, '/'],
    ['home from the sign-in page with a query', '/login?x=1', {}, '/'],
    ['where the query says', '/login?redirect=/protected', {}, '/protected'],
    ['where the query says, all of it', '/login?redirect=/p?a=1%26b=2%23c', {}, '/p?a=1&b=2#c'],
    ['where the option says before the query', '/login?redirect=/p', { callbackUrl: '/me' }, '/me'],
    [
      'to an absolute address of this site by its path',
      '/login',
      { callbackUrl: 'https://app.example.com/me?a#b' },
      '/me?a#b',
    ],
    ['to a relative path', '/a/b', { callbackUrl: 'c' }, '/a/c'],
    [
      'home, not where the query says, if that is elsewhere',
      '/login?redirect=https://evil.example',
      {},
      '/',
    ],
    ['home, not to a host without a scheme', '/login?redirect=//evil.example', {}, '/'],
    ['home, not to a host behind backslashes', '/login?redirect=/%5Cevil.example', {}, '/'],
    ['home, not to a host behind a tab', '/login?redirect=/%09/evil.example', {}, '/'],
    ['home, not to a path that begins another host', '/login?redirect=/.//evil.example', {}, '/'],
    ['home, not to a script', '/login?redirect=javascript:alert(1)', {}, '/'],
    ['home, not to data', '/login?redirect=data:text/html,x', {}, '/'],
    ['home, not to a blob of this site', '/login?redirect=blob:https://app.example.com/1', {}, '/'],
    [
      'home, not to what looks alike',
      '/login?redirect=https://app.example.com.evil.example',
      {},
      '/',
    ],
    [
      'home, not elsewhere by query, though a full load is asked for',
      '/login?redirect=https://evil.example',
      { external: true },
      '/',
      true,
    ],
    ['home, not elsewhere without external', '/me', { callbackUrl: 'https://other.example' }, '/'],
    [
      'elsewhere with external',
      '/me',
      { callbackUrl: 'https://other.example/x', external: true },
      'https://other.example/x',
      true,
    ],
    [
      'home, not to a script with external',
      '/me',
      { callbackUrl: 'javascript:alert(1)', external: true },
      '/',
      true,
    ],
    [
      'home, not to a host without a scheme with external',
      '/me',
      { callbackUrl: '//evil.example', external: true },
      '/',
      true,
    ],
    [
      'to a page by a full load',
      '/me',
      { callbackUrl: '/protected', external: true },
      '/protected',
      true,
    ],
    ['home, not to nonsense', '/me', { callbackUrl: 'https://' }, '/'],
    ['home if the query says nothing', '/login?redirect=', {}, '/'],
  ])('leads %s', async (_, current, options, to, isExternal = false) => {
    expect(await leadsTo('signIn', current, options)).toEqual([[to, isExternal]])
  })

  it('leads where it is configured, unless the query says more', async () => {
    const change = { addDefaultCallbackUrl: '/me' }
    expect(await leadsTo('signIn', '/list', {}, change)).toEqual([['/me', false]])
    expect(await leadsTo('signIn', '/login?redirect=/x', {}, change)).toEqual([['/x', false]])
  })

  it('leads home where coming back is off', async () => {
    const change = { addDefaultCallbackUrl: false }
    expect(await leadsTo('signIn', '/list', {}, change)).toEqual([['/', false]])
  })
})

describe('a sign-out', () => {
  it.each<[string, string, TokenRedirectOptions, Partial<TokenPlace>, string, boolean?]>([
    ['to this page', '/list?a=1', {}, {}, '/list?a=1'],
    [
      'to this page also where coming back is off',
      '/list',
      {},
      { addDefaultCallbackUrl: false },
      '/list',
    ],
    ['where it is configured', '/list', {}, { addDefaultCallbackUrl: '/me' }, '/me'],
    ['where the option says', '/list', { callbackUrl: '/bye' }, {}, '/bye'],
    ['not where the query says', '/list?redirect=/x', {}, {}, '/list?redirect=/x'],
    [
      'elsewhere with external',
      '/list',
      { callbackUrl: 'https://nuxt.org', external: true },
      {},
      'https://nuxt.org/',
      true,
    ],
    [
      'to this page by a full load',
      '/list',
      { external: true },
      { base: '/app/' },
      '/app/list',
      true,
    ],
  ])('leads %s', async (_, current, options, change, to, isExternal = false) => {
    expect(await leadsTo('signOut', current, options, change)).toEqual([[to, isExternal]])
  })
})

describe('a session that is required', () => {
  it('leads to sign-in and back, or where the option says', async () => {
    expect(await leadsTo('required', '/list?a=1')).toEqual([['sign-in', '/list?a=1']])
    expect(await leadsTo('required', '/list', { callbackUrl: '/join' })).toEqual([['/join', false]])
  })

  it('leads nowhere from the sign-in page', async () => {
    expect(await leadsTo('required', '/login?redirect=/x')).toEqual([])
  })
})

describe('a path in the application', () => {
  it.each<[string, string | undefined]>([
    ['/me', '/me'],
    ['/app/me', '/me'],
    ['/app', '/'],
    ['/app?a=1', '/?a=1'],
    ['/app/inner', '/app/inner'],
    ['/apple', '/apple'],
    ['/app//evil.example', undefined],
    ['https://app.example.com/app/me#x', '/me#x'],
    ['https://app.example.com/app', '/'],
    ['https://app.example.com/', undefined],
    ['https://app.example.com/other/me', undefined],
    ['https://app.example.com/app//evil.example', undefined],
    ['http://app.example.com/app/me', undefined],
    ['https://user@app.example.com/app/me', '/me'],
    ['me', '/me'],
  ])('below a base is found in %s', (given, path) => {
    const { place } = placeAt('/', { base: '/app/' })
    expect(pathInApp(given, place)).toBe(path)
  })
})
