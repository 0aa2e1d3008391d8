/**
 * `sojourn/nuxt`: the Nuxt module. It only wires: the parts are in `runtime/`, what the build writes in `build/`.
 *
 * @module
 */
import {
  addImports,
  addPlugin,
  addRouteMiddleware,
  addServerHandler,
  addServerImports,
  addServerPlugin,
  createResolver,
  defineNuxtModule,
} from 'nuxt/kit'
import type { NuxtModule } from 'nuxt/schema'
import { addApplicationFiles } from './build/application-files.ts'
import { findServerFile, mountServerFile } from './build/server-file.ts'
import { isStaticBuild } from './build/static-build.ts'
import { addTypes } from './build/type-templates.ts'
import { addDevtools } from './devtools/index.ts'
import { type ModuleOptions, resolveOptions, tokenServerPath } from './options.ts'
import { basePathOf } from './runtime/base-path.ts'

export type {
  GlobalAppMiddlewareOptions,
  ModuleOptions,
  ProviderAuthjs,
  ProviderLocal,
  ProviderRefresh,
  PublicAuthConfig,
  RefreshHandler,
  RouteOptions,
} from './options.ts'

const nuxtAuth: NuxtModule<ModuleOptions> = defineNuxtModule<ModuleOptions>({
  meta: { name: 'sojourn', configKey: 'auth', compatibility: { nuxt: '>=3.17.0' } },
  defaults: { isEnabled: true },
  async setup(options, nuxt) {
    if (options.isEnabled === false) return
    const resolver = createResolver(import.meta.url)
    const resolve = (path: string): string => resolver.resolve(path)
    const isStatic = isStaticBuild(nuxt)
    const resolved = resolveOptions(options, { isStatic })
    const { build } = resolved
    nuxt.options.runtimeConfig.public['auth'] = resolved.public
    nuxt.options.runtimeConfig['sojourn'] = resolved.private

    // What the application imports differs by provider, and so do its types and what its browsers load.
    const isLocal = build.type === 'local'
    const app = resolve(isLocal ? './runtime/app/tokens' : './runtime/app')
    const server = resolve(isLocal ? './runtime/server/tokens' : './runtime/server')

    // Everything of this package goes through the bundlers, so that there is one copy of it.
    nuxt.options.build.transpile.push(resolve('..'))
    nuxt.hook('nitro:config', (nitro) => {
      nitro.alias = { ...nitro.alias, '#auth': `${server}/auth` }
      nitro.externals = { ...nitro.externals }
      nitro.externals.inline = [...(nitro.externals.inline ?? []), resolve('..')]
    })

    addPlugin(`${app}/plugin`)
    addServerPlugin(`${server}/plugin`)
    if (isLocal && !isStatic) {
      addServerHandler({ route: `${tokenServerPath}/**`, handler: `${server}/handler` })
    }

    for (const name of ['useAuth', 'useAuthState']) {
      addImports({ name, from: `${app}/composables` })
    }
    // As they were called before NuxtAuth 0.5. An application may have its own of these names.
    for (const [name, as] of [
      ['useAuth', 'useSession'],
      ['useAuthState', 'useSessionState'],
    ] as const) {
      addImports({ name, as, from: `${app}/composables`, priority: -1 })
    }
    for (const name of ['useAuthFetch', 'useAuthorizedFetch']) {
      addImports({ name, from: resolve('./runtime/app/auth-fetch') })
    }
    // Its calls have a key each, as those of `useFetch` have.
    nuxt.options.optimization.keyedComposables.push({
      name: 'useAuthFetch',
      source: resolve('./runtime/app/auth-fetch'),
      argumentLength: 3,
    })
    addImports({ name: 'useCan', from: resolve('./runtime/app/use-can') })
    if (!isLocal) {
      // Younger than many an application, which may have its own of these names.
      for (const [name, file] of [
        ['useSessionExpiry', 'use-session-expiry'],
        ['useStepUp', 'use-step-up'],
      ] as const) {
        addImports({ name, from: resolve(`./runtime/app/${file}`), priority: -1 })
      }
    }
    const hooks = { name: 'defineAuthHooks', from: resolve('../client/tokens/token-hooks') }
    addImports(hooks)
    addServerImports(hooks)

    // Global, so that `definePageMeta({ auth })` protects by itself, however Nuxt reads page metadata.
    addRouteMiddleware({
      name: 'sojourn-page-guard',
      path: resolve('./runtime/app/page-guard'),
      global: true,
    })
    // The name that NuxtAuth gives it, and the one it gave it before 0.10.
    for (const name of ['sidebase-auth', 'auth']) {
      addRouteMiddleware({ name, path: resolve('./runtime/app/named-guard') })
    }

    // Below `app.baseURL`, as routes are.
    const basePath = basePathOf(build.baseURL, '/')
    const serverFile = isStatic ? undefined : findServerFile(nuxt, basePath)
    if (serverFile !== undefined) {
      mountServerFile(nuxt, serverFile, basePath, `${server}/mount-file`)
    }
    addDevtools(nuxt, resolver)
    await addApplicationFiles(nuxt, build, `${server}/server-tokens`)
    addTypes(build, { resolve, serverFile })
  },
})

export default nuxtAuth
