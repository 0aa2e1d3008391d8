/**
 * What reaches a browser: bundles the built entries as an application would, and looks for the other
 * side in them.
 *
 * Lint rules judge single imports. This judges the outcome, also of a constant in `core/` that drags
 * along more than it should. Sizes are limited in `.size-limit.json`, except those of the Nuxt module, of which
 * an application loads a part at once and a part when it needs it.
 *
 * @module
 */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Plugin, type PluginBuild } from 'esbuild'
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

/** What the build of an application makes of the files that it may have, and here has not. */
const withoutFiles = {
  name: 'without-files',
  setup(bundler: PluginBuild) {
    bundler.onResolve({ filter: /^#build\// }, ({ path }) => ({ path, namespace: 'build' }))
    bundler.onLoad({ filter: /.*/, namespace: 'build' }, () => ({
      contents: 'export default undefined',
    }))
  },
} satisfies Plugin

/**
 * What the Nuxt module adds to a browser, as a bundler makes it of the built files.
 *
 * @returns Text that every page loads, and text that is loaded when it is needed.
 */
async function addedByModule(files: readonly string[]): Promise<{ first: string; later: string }> {
  const folder = `${packageFolder}dist/nuxt/runtime/app`
  const contents = files
    .map((file, index) =>
      file.endsWith('composables')
        ? `export * from '${folder}/${file}.js'`
        : `export { default as part${index} } from '${folder}/${file}.js'`,
    )
    .join('\n')
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: packageFolder },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    // An application of Nuxt has these anyway.
    external: ['nuxt/app', 'vue', 'vue-router', 'h3', 'ofetch'],
    define: {
      'import.meta.client': 'true',
      'import.meta.server': 'false',
      'import.meta.prerender': 'false',
      'import.meta.dev': 'false',
    },
    plugins: [withoutFiles],
    metafile: true,
    outdir: 'out',
    write: false,
    logLevel: 'silent',
    absWorkingDir: packageFolder,
  })
  const outputs = new Map(Object.entries(metafile.outputs))
  const first = new Set<string>()
  function follow(path: string): void {
    if (first.has(path)) return
    first.add(path)
    for (const { path: next, kind, external } of outputs.get(path)?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) follow(next)
    }
  }
  for (const [path, { entryPoint }] of outputs) if (entryPoint === '<stdin>') follow(path)
  const texts = { first: '', later: '' }
  for (const { path, text } of outputFiles) {
    texts[first.has(path.slice(packageFolder.length)) ? 'first' : 'later'] += text
  }
  return texts
}

/** Size over the wire, in bytes. */
function sizeOf(text: string): number {
  return gzipSync(text, { level: 9 }).length
}

describe('what the Nuxt module adds to every page', () => {
  const guards = ['page-guard', 'named-guard']

  it.each([
    // What each costs, and what was wanted, is in decisions/009.
    ['authjs', ['plugin', 'composables', ...guards], { first: 5450, later: 7400 }],
    ['local', ['tokens/plugin', 'tokens/composables', ...guards], { first: 5150, later: 7000 }],
  ])('is small with the provider %s', async (_, files, limits) => {
    const { first, later } = await addedByModule(files)
    expect(sizeOf(first)).toBeLessThan(limits.first)
    expect(sizeOf(later)).toBeLessThan(limits.later)
  })

  it('is without what changes things, without the server, and without DevTools', async () => {
    const { first, later } = await addedByModule(['plugin', 'composables', ...guards])
    for (const word of [
      ...serverWords,
      'sojourn:devtools',
      'getSetCookie',
      'x-auth-return-redirect',
    ]) {
      expect(first).not.toContain(word)
    }
    expect(later).toContain('x-auth-return-redirect')
    expect(later).not.toContain('sojourn:devtools')
  })
})
