import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import type { Plugin } from 'vite'
import {
  builtForBrowser,
  builtForServer,
  generatedModules,
} from './test/support/nuxt-app/generated.ts'

/** Where React 18 is installed, once `test/support/install-react-18.ts` has run. */
const react18 = fileURLToPath(new URL('../../e2e/next-14/node_modules', import.meta.url))

/** What Nitro writes for an application. */
const generatedByNitro = fileURLToPath(
  new URL('./test/support/nitro/generated.ts', import.meta.url),
)

/** Tests that run on the runtime of Nitro, see `test/support/nitro/start-nitro.ts`. */
const onNitro = ['src/nuxt/runtime/server/{auth,plugin,tokens/plugin}.test.ts']

/** What of Nuxt imports what it writes for an application. */
const nuxtFiles = [/\/nuxt\/dist\/(app|compiler|head)\//]

/** Tests that run in an application of Nuxt in a browser, see `test/support/nuxt-app/open-application.ts`. */
const inNuxt = ['src/nuxt/runtime/app/{auth-fetch,changes,use-can}.test.ts']

/** Tests that run in an application of Nuxt on a server. */
const onNuxtServer = ['src/nuxt/runtime/app/carry-out.test.ts']

/** Tests of a page whose files are gone from the server, since a deployment has put others there. */
const onStalePage = ['src/client/stale-page.test.ts']

/** A build of Nitro writes the configuration into its runtime: here that of the application which is being started. */
const runtimeConfig: Plugin = {
  name: 'runtime-config',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/nitropack/dist/runtime/')) return undefined
    return code.replaceAll('process.env.RUNTIME_CONFIG', 'globalThis.nitroRuntimeConfig')
  },
}

/** A file cannot be had any more. */
function without(file: string): Plugin {
  return {
    name: 'without',
    enforce: 'pre',
    load(id) {
      if (id.endsWith(file)) throw new Error(`There is no ${file}.`)
    },
  }
}

export default defineConfig({
  resolve: { conditions: ['sojourn-source'] },
  ssr: { resolve: { conditions: ['sojourn-source', 'node'] } },
  test: {
    // Tests that count the time say so themselves; the rest must not fail because a machine is busy.
    testTimeout: 30_000,
    // Vitest would leave one idle, which on two is half of them.
    maxWorkers: '100%',
    coverage: {
      include: ['src/core/**', 'src/client/**', 'src/react/**'],
      exclude: ['**/*.test.ts'],
      thresholds: { 100: true },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'package',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [
            ...configDefaults.exclude,
            ...onNitro,
            ...inNuxt,
            ...onNuxtServer,
            ...onStalePage,
          ],
        },
      },
      {
        extends: true,
        plugins: [runtimeConfig],
        test: {
          name: 'nitro',
          include: onNitro,
          alias: [{ find: /^#nitro-internal-virtual\/.*/, replacement: generatedByNitro }],
          server: { deps: { inline: [/\/nitropack\/dist\/runtime\//] } },
        },
      },
      {
        extends: true,
        define: builtForBrowser,
        test: {
          name: 'nuxt-app',
          include: inNuxt,
          environment: 'happy-dom',
          setupFiles: ['test/support/nuxt-app/page.ts'],
          alias: generatedModules,
          server: { deps: { inline: nuxtFiles } },
        },
      },
      {
        extends: true,
        define: builtForServer,
        test: {
          name: 'nuxt-server',
          include: onNuxtServer,
          alias: generatedModules,
          server: { deps: { inline: nuxtFiles } },
        },
      },
      {
        extends: true,
        plugins: [without('/src/client/popup.ts')],
        test: { name: 'stale-page', include: onStalePage },
      },
      {
        extends: true,
        test: {
          name: 'react-18',
          include: ['src/react/*.test.ts'],
          globalSetup: ['test/support/install-react-18.ts'],
          alias: [{ find: /^(react|react-dom)(?=$|\/)/, replacement: `${react18}/$1` }],
        },
      },
    ],
  },
})
