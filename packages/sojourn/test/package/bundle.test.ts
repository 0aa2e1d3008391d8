/**
 * What reaches a browser: bundles the built entries as an application would, and looks for the other
 * side in them.
 *
 * Lint rules judge single imports. This judges the outcome, also of a constant in `core/` that drags
 * along more than it should. Sizes are limited elsewhere, in `.size-limit.json`.
 *
 * @module
 */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

/** Words that only the server has a use for: sealing, discovery, cookies. */
const serverWords = ['aes-256-gcm', '.well-known/', 'session-token']

/** Bundles an entry of the exports map; gives its text and the folders of `dist` it was made from. */
async function bundle(entry: string, platform: 'browser' | 'node') {
  const result = await build({
    stdin: { contents: `export * from 'sojourn/${entry}'`, resolveDir: packageFolder },
    bundle: true,
    format: 'esm',
    platform,
    external: ['react', 'vue'],
    metafile: true,
    write: false,
    logLevel: 'silent',
    absWorkingDir: packageFolder,
  })
  const files = Object.keys(result.metafile.inputs).filter((file) => file !== '<stdin>')
  return {
    text: result.outputFiles[0]?.text ?? '',
    folders: [
      ...new Set(files.map((file) => file.replace(/^dist\/([^/]+)\/.*$/, '$1'))),
    ].toSorted(),
  }
}

describe('a bundle for browsers', () => {
  it.each([
    ['client', ['client', 'core']],
    ['react', ['client', 'core', 'react']],
    ['vue', ['client', 'core', 'vue']],
  ])('of sojourn/%s is made from its own side only', async (entry, allowed) => {
    const { folders, text } = await bundle(entry, 'browser')
    expect(allowed).toEqual(expect.arrayContaining(folders))
    expect(folders).toContain(entry)
    for (const word of serverWords) expect(text).not.toContain(word)
  })

  it('is searched for words that the server really has', async () => {
    const { text } = await bundle('server', 'node')
    for (const word of serverWords) expect(text).toContain(word)
  })
})
