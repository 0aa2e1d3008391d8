import { describe, expect, it } from 'vitest'
import { resolveOptions } from './options.ts'
import { revalidationOf } from './runtime/app/revalidation.ts'

describe('resolveOptions', () => {
  it('fills every default', () => {
    expect(resolveOptions({})).toEqual({
      public: {
        baseURL: '/api/auth',
        disableInternalRouting: false,
        disableServerSideAuth: false,
        provider: { type: 'authjs', defaultProvider: '', push: false, offline: { maxAge: 0 } },
        sessionRefresh: { enablePeriodically: false, enableOnWindowFocus: true },
        globalAppMiddleware: {
          isEnabled: false,
          allow404WithoutAuth: true,
          addDefaultCallbackUrl: true,
        },
      },
      private: { originEnvKey: 'AUTH_ORIGIN', trustHost: '', provider: '', baseURL: '' },
      build: {
        type: 'authjs',
        baseURL: '/api/auth',
        hooks: undefined,
        refreshHandler: undefined,
        sessionDataType: {},
      },
    })
  })

  it('tells the browser whether to listen, and for how long a session may be shown offline', () => {
    const { public: options } = resolveOptions({
      provider: { push: true, offline: { maxAge: 60 } },
    })
    expect(options.provider).toMatchObject({ push: true, offline: { maxAge: 60 } })
  })

  it('takes the global middleware in both forms alike', () => {
    const { public: short } = resolveOptions({ globalAppMiddleware: true })
    const { public: long } = resolveOptions({ globalAppMiddleware: { isEnabled: true } })
    expect(short).toEqual(long)
    expect(short.globalAppMiddleware.isEnabled).toBe(true)
  })

  it('fills what is left out of a local provider, however deep', () => {
    const { public: options, build } = resolveOptions({
      provider: {
        type: 'local',
        endpoints: { signUp: false, getSession: { path: '/user' } },
        token: { signInResponseTokenPointer: '/token/accessToken', cookieDomain: undefined },
        refresh: { isEnabled: true, token: { maxAgeInSeconds: 60 } },
      },
    })
    expect(options.disableInternalRouting).toBe(true)
    expect(options.provider).toMatchObject({
      type: 'local',
      isHidden: false,
      pages: { login: '/login' },
      endpoints: {
        signUp: false,
        signIn: { path: '/login', method: 'post' },
        getSession: { path: '/user', method: 'get' },
      },
      token: {
        signInResponseTokenPointer: '/token/accessToken',
        cookieDomain: '',
        maxAgeInSeconds: 1800,
      },
      refresh: {
        isEnabled: true,
        refreshOnlyToken: true,
        token: { maxAgeInSeconds: 60, cookieName: 'auth.refresh-token' },
      },
    })
    expect(build.sessionDataType).toEqual({ id: 'string | number' })
  })

  it('reads the shape that refreshing had before NuxtAuth 0.9', () => {
    const { public: options } = resolveOptions({
      provider: {
        type: 'refresh',
        endpoints: { refresh: { path: '/again' }, signIn: { path: '/in' } },
        refreshOnlyToken: false,
        refreshToken: { cookieName: 'r' },
      },
    })
    expect(options.provider).toMatchObject({
      type: 'local',
      endpoints: { signIn: { path: '/in', method: 'post' } },
      token: { maxAgeInSeconds: 300 },
      refresh: {
        isEnabled: true,
        refreshOnlyToken: false,
        endpoint: { path: '/again', method: 'post' },
        token: { cookieName: 'r' },
      },
    })
    expect(options.provider).not.toHaveProperty('endpoints.refresh')
  })

  it('tells the browser nothing of the backend where it cannot read the tokens', () => {
    const { public: options, private: server } = resolveOptions({
      baseURL: 'https://backend.example.com/v1',
      provider: {
        type: 'local',
        endpoints: { signIn: { path: 'https://backend.example.com/in' } },
        token: { cookieName: 'hidden', httpOnlyCookieAttribute: true },
        refresh: {
          isEnabled: true,
          token: { cookieName: 'hidden', httpOnlyCookieAttribute: true },
        },
      },
    })
    expect(JSON.stringify(options)).not.toMatch(/backend|"hidden"/)
    expect(options.provider).toMatchObject({
      isHidden: true,
      token: { httpOnlyCookieAttribute: true },
      refresh: { isEnabled: true, token: { httpOnlyCookieAttribute: true } },
    })
    expect(server.provider).toMatchObject({ token: { cookieName: 'hidden' } })
    expect(server.baseURL).toBe('https://backend.example.com/v1')
  })

  it('tells the browser the address where it can read the access token, to send it there', () => {
    const { public: options, private: server } = resolveOptions({
      baseURL: 'https://backend.example.com/v1',
      provider: {
        type: 'local',
        refresh: { isEnabled: true, token: { httpOnlyCookieAttribute: true } },
      },
    })
    expect(options.baseURL).toBe('https://backend.example.com/v1')
    expect(server.baseURL).toBe('')
  })

  it('refuses a provider that does not exist', () => {
    const provider = { type: 'saml' } as never
    expect(() => resolveOptions({ provider })).toThrow(/"saml" does not exist/)
  })

  it('reads the period of refreshes in milliseconds', () => {
    const periodically = (enablePeriodically: number | boolean): number =>
      revalidationOf({ enablePeriodically, enableOnWindowFocus: true }).refetchInterval
    expect(periodically(5000)).toBe(5)
    expect(periodically(true)).toBe(1)
    expect(periodically(false)).toBe(0)
  })
})

describe('resolveOptions without a server', () => {
  it('names no token endpoints', () => {
    const local = { provider: { type: 'local' } } as const
    expect(resolveOptions(local).public.provider).toMatchObject({ server: '/api/_auth' })
    expect(resolveOptions(local, { isStatic: true }).public.provider).toMatchObject({ server: '' })
  })

  it('refuses to hide tokens', () => {
    const token = { httpOnlyCookieAttribute: true }
    expect(() =>
      resolveOptions({ provider: { type: 'local', token } }, { isStatic: true }),
    ).toThrowError(/httpOnlyCookieAttribute hides a token/)
  })
})
