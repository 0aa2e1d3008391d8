/**
 * Files of the application that options name, as modules that the runtime can import under a fixed name.
 *
 * @module
 */
import { addServerPlugin, addTemplate, findPath } from 'nuxt/kit'
import type { Nuxt } from 'nuxt/schema'
import { join } from 'node:path'
import type { BuildOptions } from '../options.ts'

/**
 * Writes `#build/sojourn-refresh-handler.mjs` and `#build/sojourn-hooks.mjs`: the default exports of the files, or
 * `undefined`. The server, which may not import those, gets the hooks by a plugin.
 *
 * @param serverTokens Absolute path of the module that has `registerHooks`.
 * @throws {TypeError} A file that is not there.
 */
export async function addApplicationFiles(
  nuxt: Nuxt,
  build: BuildOptions,
  serverTokens: string,
): Promise<void> {
  const files = [
    ['sojourn-refresh-handler.mjs', 'auth.sessionRefresh.handler', build.refreshHandler],
    ['sojourn-hooks.mjs', 'auth.provider.hooks', build.hooks],
  ] as const
  for (const [filename, option, given] of files) {
    const path = given === undefined ? undefined : await find(nuxt, option, given)
    const contents =
      path === undefined
        ? 'export default undefined\n'
        : `export { default } from ${JSON.stringify(path)}\n`
    addTemplate({ filename, getContents: () => contents })
    if (option === 'auth.provider.hooks' && path !== undefined)
      addServerHooks(nuxt, path, serverTokens)
  }
}

function addServerHooks(nuxt: Nuxt, path: string, serverTokens: string): void {
  const { dst } = addTemplate({
    filename: 'sojourn-server-hooks.mjs',
    // Nitro takes plugins from files alone.
    write: true,
    getContents: () => `import hooks from ${JSON.stringify(path)}
import { registerHooks } from ${JSON.stringify(serverTokens)}
export default () => registerHooks(hooks)
`,
  })
  addServerPlugin(dst)
  nuxt.hook('nitro:config', (nitro) => {
    nitro.externals = { ...nitro.externals }
    // What it imports is to be the copy that the rest imports.
    nitro.externals.inline = [...(nitro.externals.inline ?? []), dst]
  })
}

/** As Nuxt's own options do: aliases, then below `srcDir`, then below `rootDir`. */
async function find(nuxt: Nuxt, option: string, given: string): Promise<string> {
  const { srcDir, rootDir } = nuxt.options
  const found = await findPath([given, join(srcDir, given), join(rootDir, given)])
  if (found === null) {
    throw new TypeError(
      `${option} names "${given}", but there is no such file below ${srcDir} or ${rootDir}.`,
    )
  }
  return found
}
