import type { H3Event } from 'h3'
import { afterEach, expect, it, vi } from 'vitest'
import { type PrivateAuthConfig, resolveOptions } from '../../../options.ts'

/** What Nitro has of the application. */
const nitro = vi.hoisted(() => ({ config: { public: {} } as Record<string, unknown> }))
vi.mock('nitropack/runtime', () => ({
  defineNitroPlugin: (plugin: unknown) => plugin,
  getRouteRules: () => ({}),
  useRuntimeConfig: (event?: { config: unknown }) => event?.config ?? nitro.config,
}))

const address = 'https://backend.example.com/v1'
afterEach(() => vi.unstubAllEnvs())

/** What a page tells of the address, and what its rendering knows, as the environment has it. */
async function told(httpOnlyCookieAttribute: boolean, runtime?: string): Promise<string[]> {
  const resolved = resolveOptions({
    provider: { type: 'local', token: { httpOnlyCookieAttribute } },
  })
  const config = { public: { auth: resolved.public }, sojourn: resolved.private }
  if (runtime !== undefined) config.public.auth.baseURL = runtime
  nitro.config = config
  const event = { config: structuredClone(config), context: {} }
  const { default: plugin } = await import('./plugin.ts')
  const hook = (name: string, run: (event: H3Event) => void): void => {
    if (name === 'request') run(event as never)
  }
  ;(plugin as (app: object) => void)({ hooks: { hook } })
  const { baseURL }: PrivateAuthConfig = event.config.sojourn
  return [event.config.public.auth.baseURL, baseURL]
}

it('tells browsers the address that the environment says, where they send requests there', async () => {
  vi.stubEnv('AUTH_ORIGIN', address)
  expect(await told(false)).toEqual([address, ''])
})

it('keeps it from browsers that cannot read the access token, whichever variable says it', async () => {
  expect(await told(true, address)).toEqual(['/api/auth', address])
  vi.stubEnv('AUTH_ORIGIN', address)
  expect(await told(true)).toEqual(['/api/auth', address])
})
