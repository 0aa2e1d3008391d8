/**
 * Zero configuration: finds `server/auth.ts` and mounts what it exports below the base path.
 *
 * @module
 */
import { addServerHandler, addServerTemplate } from 'nuxt/kit'
import type { Nuxt } from 'nuxt/schema'
import { existsSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'

/**
 * Where the file is, if the application has one and answers the endpoints by no route of its own.
 *
 * @param basePath Path of the endpoints, below `app.baseURL`.
 */
export function findServerFile(nuxt: Nuxt, basePath: string): string | undefined {
  const folders = serverFolders(nuxt)
  // Routes for all below it, such as `api/auth/[...].ts`, or for one endpoint, such as `api/auth/login.post.ts`.
  const isAnswered = folders.some(
    (folder) => existsSync(join(folder, basePath)) || existsSync(join(folder, 'routes', basePath)),
  )
  if (isAnswered) return undefined
  return folders
    .flatMap((folder) => ['auth.ts', 'auth.js', 'auth.mjs'].map((name) => join(folder, name)))
    .find((path) => existsSync(path))
}

/** The server folders of the application and of the layers that it extends, its own first. */
function serverFolders(nuxt: Nuxt): string[] {
  return nuxt.options._layers.flatMap(({ config }, index) => {
    // Of the application itself Nuxt has resolved it, in whichever way its version does.
    if (index === 0) return [nuxt.options.serverDir]
    const folder = config.serverDir ?? 'server'
    if (isAbsolute(folder)) return [folder]
    return [config.rootDir, config.srcDir].map((base) => join(base, folder))
  })
}

/**
 * Answers everything below the base path by what the file exports.
 *
 * @param mount Absolute path of the module whose `mountFile` makes a handler of the file's exports.
 */
export function mountServerFile(nuxt: Nuxt, file: string, basePath: string, mount: string): void {
  const filename = '#sojourn/server-file.mjs'
  const name = relative(nuxt.options.rootDir, file)
  addServerTemplate({
    filename,
    getContents: () => `import * as file from ${JSON.stringify(file)}
import { mountFile } from ${JSON.stringify(mount)}
export default mountFile(file, ${JSON.stringify(name)})
`,
  })
  addServerHandler({ route: `${basePath}/**`, handler: filename, lazy: true })
}
