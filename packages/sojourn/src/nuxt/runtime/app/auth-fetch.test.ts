import { loadNuxt } from 'nuxt/kit'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import nuxtAuth from '../../module.ts'
import { useAuthFetch } from './auth-fetch.ts'

const fetches = vi.hoisted((): unknown[][] => [])
vi.mock('nuxt/app', () => {
  const nuxtApp = {
    $config: { public: { auth: { provider: { type: 'authjs' } } } },
    $sojourn: { session: {} },
  }
  return {
    useFetch: (...args: unknown[]) => void fetches.push(args),
    useNuxtApp: () => nuxtApp,
    useRequestEvent: () => undefined,
    useRequestURL: () => new URL('http://localhost/'),
  }
})
vi.stubGlobal('$fetch', () => undefined)

it('hands on the key that Nuxt gave the call, so that calls with other options have data of their own', () => {
  const keyed = useAuthFetch as unknown as (...args: unknown[]) => void
  keyed('/api/orders', 'first')
  keyed('/api/orders', { pick: ['id'] }, 'second')
  const $fetch: unknown = expect.any(Function)
  expect(fetches).toEqual([
    ['/api/orders', { $fetch }, 'first'],
    ['/api/orders', { pick: ['id'], $fetch }, 'second'],
  ])
})

it('is known to Nuxt as a function whose calls get keys', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'sojourn-'))
  await symlink(
    join(import.meta.dirname, '../../../../../../node_modules'),
    join(cwd, 'node_modules'),
  )
  const nuxt = await loadNuxt({
    cwd,
    ready: true,
    overrides: { modules: [nuxtAuth], telemetry: false, devtools: { enabled: false } },
  })
  const own = nuxt.options.optimization.keyedComposables.filter(
    ({ name }) => name === 'useAuthFetch',
  )
  await nuxt.close()
  await rm(cwd, { recursive: true })
  expect(own).toEqual([
    { name: 'useAuthFetch', source: join(import.meta.dirname, 'auth-fetch'), argumentLength: 3 },
  ])
})
