import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { carryOut as CarryOut } from './carry-out.ts'
import type { Verdict } from './guard.ts'

/** What Nuxt has of the application that is rendered. */
const nuxt = {
  config: { public: { auth: { disableServerSideAuth: false } } },
  rules: {} as object,
}

interface Refused {
  refused: { statusCode: number }
}

const standIn = {
  abortNavigation: (refused: object) => ({ refused }),
  createError: (error: object) => error,
  navigateTo: (to: string) => ({ to }),
  showError: () => undefined,
  useNuxtApp: () => ({ payload: {} }),
  useRequestEvent: () => ({ context: { _nitro: { routeRules: nuxt.rules } } }),
  useRouter: () => ({}),
  useRuntimeConfig: () => nuxt.config,
}

let carryOut: typeof CarryOut

// As the build of an application makes it for a server.
beforeAll(async () => {
  Object.assign(globalThis, { nuxtStandIn: standIn })
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('carry-out.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    write: false,
    define: { 'import.meta.server': 'true', 'import.meta.client': 'false' },
    plugins: [
      {
        name: 'nuxt',
        setup(bundler) {
          bundler.onResolve({ filter: /^nuxt\/app$/ }, ({ path }) => ({ path, namespace: 'nuxt' }))
          bundler.onLoad({ filter: /.*/, namespace: 'nuxt' }, () => ({
            contents: `export const { ${Object.keys(standIn).join(', ')} } = globalThis.nuxtStandIn`,
          }))
        },
      },
    ],
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  const made = (await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)) as {
    carryOut: typeof CarryOut
  }
  carryOut = made.carryOut
})

const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
afterEach(() => {
  errors.mockClear()
  nuxt.config.public.auth.disableServerSideAuth = false
  nuxt.rules = {}
})

/** A rendering on a server, where Nuxt runs everything in a context that is kept across `await`. */
function rendering() {
  return {
    $sojourn: { session: { get: () => ({ data: undefined }) } },
    hooks: { hookOnce: () => undefined },
    payload: {},
    ssrContext: {} as { noSSR?: boolean },
    runWithContext: async (run: () => unknown) => run(),
  }
}

async function open(verdict: Verdict, app = rendering()): Promise<unknown> {
  const to = { path: '/orders', matched: [{ components: {} }] }
  return carryOut(app as never, to as never, () => verdict)
}

it.each<Verdict>([{ act: 'ask' }, { act: 'refuse' }])(
  'refuses a protected page on the server with 503 where it is not known who asks (%j)',
  async (verdict) => {
    const app = rendering()
    const outcome = (await open(verdict, app)) as Refused | undefined
    expect(outcome?.refused.statusCode).toBe(503)
    expect(app.ssrContext.noSSR).toBeUndefined()
    expect(errors).toHaveBeenCalledOnce()
  },
)

it.each([
  ['options', () => void (nuxt.config.public.auth.disableServerSideAuth = true)],
  ['route rules', () => void (nuxt.rules = { auth: { disableServerSideAuth: true } })],
])('gives the shell of the application where the %s have the server not look', async (_, say) => {
  say()
  const app = rendering()
  expect(await open({ act: 'ask' }, app)).toBeUndefined()
  expect(app.ssrContext.noSSR).toBe(true)
  expect(errors).not.toHaveBeenCalled()
})

it('refuses a page that cannot be asked for, also where the server does not look', async () => {
  nuxt.config.public.auth.disableServerSideAuth = true
  const outcome = (await open({ act: 'refuse' })) as Refused | undefined
  expect(outcome?.refused.statusCode).toBe(503)
})
