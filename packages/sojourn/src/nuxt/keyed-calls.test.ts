import { loadNuxt } from 'nuxt/kit'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import nuxtAuth from './module.ts'

it('useAuthFetch is known to Nuxt as a function whose calls get keys', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'sojourn-'))
  await symlink(join(import.meta.dirname, '../../../../node_modules'), join(cwd, 'node_modules'))
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
  const source = join(import.meta.dirname, 'runtime/app/auth-fetch')
  expect(own).toEqual([{ name: 'useAuthFetch', source, argumentLength: 3 }])
})
