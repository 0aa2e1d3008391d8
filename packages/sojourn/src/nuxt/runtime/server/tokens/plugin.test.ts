import { eventHandler } from 'h3'
import { afterEach, expect, it, vi } from 'vitest'
import { stopServers } from '../../../../../test/support/local-server.ts'
import { startNitro } from '../../../../../test/support/nitro/start-nitro.ts'
import type { PrivateAuthConfig, PublicAuthConfig } from '../../../options.ts'

const address = 'https://backend.example.com/v1'
afterEach(() => {
  stopServers()
  vi.unstubAllEnvs()
})

/** What a page tells of the address, and what its rendering knows, as the environment has it. */
async function told(httpOnlyCookieAttribute: boolean): Promise<unknown> {
  const url = await startNitro({
    options: { provider: { type: 'local', token: { httpOnlyCookieAttribute } } },
    async load() {
      const { useRuntimeConfig } = await import('nitropack/runtime')
      const page = eventHandler((event) => {
        const config = useRuntimeConfig(event)
        const { baseURL } = config.public['auth'] as PublicAuthConfig
        return [baseURL, (config['sojourn'] as PrivateAuthConfig).baseURL]
      })
      return { plugins: [(await import('./plugin.ts')).default], routes: { '/': page } }
    },
  })
  return (await fetch(url)).json()
}

it('tells browsers the address that the environment says, where they send requests there', async () => {
  vi.stubEnv('AUTH_ORIGIN', address)
  expect(await told(false)).toEqual([address, ''])
})

it('keeps it from browsers that cannot read the access token, whichever variable says it', async () => {
  vi.stubEnv('NUXT_PUBLIC_AUTH_BASE_URL', address)
  expect(await told(true)).toEqual(['/api/auth', address])
  vi.stubEnv('AUTH_ORIGIN', `${address}/first`)
  expect(await told(true)).toEqual(['/api/auth', `${address}/first`])
  vi.stubEnv('NUXT_PUBLIC_AUTH_BASE_URL', undefined)
  expect(await told(true)).toEqual(['/api/auth', `${address}/first`])
})
