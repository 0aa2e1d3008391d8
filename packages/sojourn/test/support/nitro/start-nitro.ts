/**
 * Applications on the runtime of Nitro, from its own files, in this process and behind a real port.
 *
 * A build of Nitro puts the application's configuration into the runtime and writes a few modules for it, which
 * `vitest.config.ts` and `generated.ts` do here. The rest is Nitro: hooks, route rules, run-time configuration with the
 * variables that change it, requests within the process, error answers.
 *
 * @module
 */
import { type EventHandler, toNodeListener } from 'h3'
import type { NitroAppPlugin } from 'nitropack/types'
import { createServer } from 'node:http'
import { vi } from 'vitest'
import { resolveOptions } from '../../../src/nuxt/options.ts'
import { listen } from '../local-server.ts'

/** What an application gives Nitro to run. */
export interface NitroParts {
  readonly plugins?: readonly NitroAppPlugin[]
  /** By their paths, such as `/api/**`. */
  readonly routes: Readonly<Record<string, EventHandler>>
}

/** An application. */
export interface NitroApplication {
  /** Of the module, which writes the run-time configuration by them. */
  readonly options: Parameters<typeof resolveOptions>[0]
  readonly routeRules?: Readonly<Record<string, object>>
  /** Loads what it runs. Modules begin anew with each application, so this is where to import them. */
  readonly load: () => Promise<NitroParts>
}

/** Starts an application, until `stopServers()` of `local-server.ts`. Returns its address. */
export async function startNitro({
  options,
  routeRules = {},
  load,
}: NitroApplication): Promise<string> {
  const resolved = resolveOptions(options)
  // As Nuxt has it built in.
  Object.assign(globalThis, {
    nitroRuntimeConfig: {
      app: { baseURL: '/', buildId: 'test', buildAssetsDir: '/_nuxt/', cdnURL: '' },
      nitro: { envPrefix: 'NUXT_', routeRules },
      public: { auth: resolved.public },
      sojourn: resolved.private,
    },
  })
  vi.resetModules()
  const { useNitroApp } = await import('nitropack/runtime/app')
  const nitro = useNitroApp()
  const { plugins = [], routes } = await load()
  for (const [path, handler] of Object.entries(routes)) nitro.router.use(path, handler)
  for (const plugin of plugins) plugin(nitro)
  return listen(createServer(toNodeListener(nitro.h3App)))
}
