/**
 * Where the modules are that Nuxt writes for an application when it builds it: here for one without pages.
 *
 * @module
 */
import { fileURLToPath } from 'node:url'

const modules = {
  // Imported on a server only.
  '#app-manifest': new URL('./build/app-manifest.ts', import.meta.url),
  '#build/app.config.mjs': new URL('./build/app.config.ts', import.meta.url),
  '#build/component-chunk': new URL('./build/component-chunk.ts', import.meta.url),
  '#build/fetch': new URL('./build/fetch.ts', import.meta.url),
  '#build/nuxt.config.mjs': new URL('./build/nuxt.config.ts', import.meta.url),
  '#build/pages': new URL('./build/pages.ts', import.meta.url),
  '#build/route-rules.mjs': new URL('./build/route-rules.ts', import.meta.url),
  '#build/router.options.mjs': new URL('./build/router.options.ts', import.meta.url),
  '#internal/nuxt/paths': new URL('./build/paths.ts', import.meta.url),
  // Of Sojourn's module.
  '#build/sojourn-refresh-handler.mjs': new URL(
    './build/sojourn-refresh-handler.ts',
    import.meta.url,
  ),
}

/** Their names and files, as Vitest wants aliases. */
export const generatedModules: Record<string, string> = Object.fromEntries(
  Object.entries(modules).map(([name, url]) => [name, fileURLToPath(url)]),
)

/** What a build for a server writes into the code. */
export const builtForServer = {
  'import.meta.client': 'false',
  'import.meta.server': 'true',
  'import.meta.dev': 'false',
  'import.meta.prerender': 'false',
  __NUXT_ASYNC_CONTEXT__: 'false',
}

/** The same of a build for browsers. */
export const builtForBrowser = {
  ...builtForServer,
  'import.meta.client': 'true',
  'import.meta.server': 'false',
}
