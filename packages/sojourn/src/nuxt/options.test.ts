import { describe, expect, it } from 'vitest'
import { resolveOptions } from './options.ts'

describe('resolveOptions', () => {
  it('fills every default', () => {
    expect(resolveOptions({})).toEqual({
      public: {
        baseURL: '/api/auth',
        refetchInterval: 0,
        refetchOnWindowFocus: true,
        globalAppMiddleware: false,
        allow404WithoutAuth: true,
        addDefaultCallbackUrl: true,
      },
      private: { trustHost: '' },
    })
  })

  it('takes the global middleware in both forms alike', () => {
    const { public: short } = resolveOptions({ globalAppMiddleware: true })
    const { public: long } = resolveOptions({ globalAppMiddleware: { isEnabled: true } })
    expect(short).toEqual(long)
    expect(short.globalAppMiddleware).toBe(true)
  })

  it('reads the period of refreshes in milliseconds', () => {
    const periodically = (enablePeriodically: number | boolean): number =>
      resolveOptions({ sessionRefresh: { enablePeriodically } }).public.refetchInterval
    expect(periodically(5000)).toBe(5)
    expect(periodically(true)).toBe(1)
    expect(periodically(false)).toBe(0)
  })
})
