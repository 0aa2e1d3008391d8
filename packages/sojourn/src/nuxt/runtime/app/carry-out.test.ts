import { createNuxtApp, type NuxtApp, type NuxtSSRContext } from 'nuxt/app'
import { afterEach, expect, it, vi } from 'vitest'
import { createSSRApp } from 'vue'
import type { ModuleOptions } from '../../options.ts'
import { resolveOptions } from '../../options.ts'
import { carryOut } from './carry-out.ts'
import type { Verdict } from './guard.ts'

const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
afterEach(() => {
  errors.mockClear()
})

/** A page that is being rendered on a server for somebody of whom nothing is known. */
function rendering(options: Partial<ModuleOptions> = {}, routeRules: object = {}): NuxtApp {
  const ssrContext = {
    url: '/orders',
    event: { context: { _nitro: { routeRules } } },
    runtimeConfig: {
      app: { baseURL: '/', buildAssetsDir: '/_nuxt/', cdnURL: '' },
      public: { auth: resolveOptions(options).public },
    },
    payload: {},
  } as unknown as NuxtSSRContext
  const vueApp = createSSRApp({ render: () => null })
  const nuxtApp = createNuxtApp({ vueApp, ssrContext })
  nuxtApp.provide('sojourn', { session: { get: () => ({ data: undefined }) } })
  return nuxtApp
}

async function open(verdict: Verdict, nuxtApp = rendering()): Promise<unknown> {
  const to = { path: '/orders', matched: [{ components: {} }] }
  return carryOut(nuxtApp, to as never, () => verdict)
}

const unavailable = { statusCode: 503 }

it.each<Verdict>([{ act: 'ask' }, { act: 'refuse' }])(
  'refuses a protected page on the server with 503 where it is not known who asks (%j)',
  async (verdict) => {
    const nuxtApp = rendering()
    await expect(open(verdict, nuxtApp)).rejects.toMatchObject(unavailable)
    expect(nuxtApp.ssrContext?.noSSR).toBeUndefined()
    expect(errors).toHaveBeenCalledOnce()
  },
)

it.each([
  ['options', rendering({ disableServerSideAuth: true })],
  ['route rules', rendering({}, { auth: { disableServerSideAuth: true } })],
])(
  'gives the shell of the application where the %s have the server not look',
  async (_, nuxtApp) => {
    expect(await open({ act: 'ask' }, nuxtApp)).toBeUndefined()
    expect(nuxtApp.ssrContext?.noSSR).toBe(true)
    expect(errors).not.toHaveBeenCalled()
  },
)

it('refuses a page that cannot be asked for, also where the server does not look', async () => {
  const nuxtApp = rendering({ disableServerSideAuth: true })
  await expect(open({ act: 'refuse' }, nuxtApp)).rejects.toMatchObject(unavailable)
})
