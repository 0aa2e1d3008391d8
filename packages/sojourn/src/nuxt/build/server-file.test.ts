import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Nuxt } from 'nuxt/schema'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findServerFile } from './server-file.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sojourn-'))
})
afterEach(async () => rm(root, { recursive: true }))

/** An application with these files, and a layer below `layer/`. */
async function nuxtWith(files: string[], serverDir = 'server'): Promise<Nuxt> {
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), '')
  }
  const layer = { rootDir: join(root, 'layer'), srcDir: join(root, 'layer', 'app') }
  return {
    options: {
      rootDir: root,
      serverDir: join(root, serverDir),
      _layers: [{ config: { rootDir: root } }, { config: layer }],
    },
  } as unknown as Nuxt
}

describe('findServerFile', () => {
  it.each([
    ['server/auth.ts', 'server'],
    ['server/auth.js', 'server'],
    ['server/auth.mjs', 'server'],
    ['src/server/auth.ts', 'src/server'],
    ['layer/server/auth.ts', 'server'],
    ['layer/app/server/auth.ts', 'server'],
  ])('finds %s', async (file, serverDir) => {
    const nuxt = await nuxtWith([file], serverDir)
    expect(findServerFile(nuxt, '/api/auth')).toBe(join(root, file))
  })

  it("prefers the application's own to that of a layer", async () => {
    const nuxt = await nuxtWith(['layer/server/auth.ts', 'server/auth.ts'])
    expect(findServerFile(nuxt, '/api/auth')).toBe(join(root, 'server/auth.ts'))
  })

  it.each([
    'server/api/auth/[...].ts',
    'server/api/auth/login.post.ts',
    'server/routes/api/auth/[...].ts',
    'layer/server/api/auth/[...].ts',
  ])('leaves the endpoints to %s', async (route) => {
    const nuxt = await nuxtWith(['server/auth.ts', route])
    expect(findServerFile(nuxt, '/api/auth')).toBeUndefined()
  })

  it('finds none where there is none', async () => {
    expect(findServerFile(await nuxtWith(['server/other.ts']), '/api/auth')).toBeUndefined()
  })
})
