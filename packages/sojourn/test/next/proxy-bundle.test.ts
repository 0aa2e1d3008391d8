/**
 * What a middleware is made of on the edge runtime: one file, which each of its instances loads.
 *
 * @module
 */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

const source = fileURLToPath(new URL('../../src', import.meta.url))

/** The files of ours in a middleware that imports a module of `next/`, also those that are loaded later. */
async function filesOf(module: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [`${source}/next/${module}`],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['sojourn-source', 'edge-light'],
    external: ['next', 'next/*', 'react'],
    metafile: true,
    write: false,
    logLevel: 'silent',
    absWorkingDir: source,
  })
  return Object.keys(metafile.inputs)
}

it('has nothing of the endpoints, their pages and the protocols of sign-in with `withAuth`', async () => {
  const files = await filesOf('with-auth.ts')
  expect(files).toContain('server/engine.ts')
  const unwanted = /^server\/(?:routes\/|watch\/|oauth\/exchange|pages\/sign-)|oauth4webapi/
  expect(files.filter((file) => unwanted.test(file))).toEqual([])
  // They are there to be found.
  expect((await filesOf('next-auth.ts')).filter((file) => unwanted.test(file))).not.toEqual([])
})
