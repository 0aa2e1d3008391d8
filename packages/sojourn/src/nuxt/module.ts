/**
 * `sojourn/nuxt`: the Nuxt module. It only wires: the parts are in `runtime/`.
 *
 * @module
 */
import {
  addImports,
  addPlugin,
  addRouteMiddleware,
  addServerPlugin,
  addTypeTemplate,
  createResolver,
  defineNuxtModule,
} from 'nuxt/kit'
import type { NuxtModule } from 'nuxt/schema'
import { type ModuleOptions, resolveOptions } from './options.ts'

export type {
  GlobalAppMiddlewareOptions,
  ModuleOptions,
  ProviderAuthjs,
  PublicAuthConfig,
} from './options.ts'

const nuxtAuth: NuxtModule<ModuleOptions> = defineNuxtModule<ModuleOptions>({
  meta: { name: 'sojourn', configKey: 'auth', compatibility: { nuxt: '>=3.17.0' } },
  defaults: { isEnabled: true },
  setup(options, nuxt) {
    if (options.isEnabled === false) return
    const resolver = createResolver(import.meta.url)
    const resolve = (path: string): string => resolver.resolve(path)
    const resolved = resolveOptions(options)
    nuxt.options.runtimeConfig.public['auth'] = resolved.public
    nuxt.options.runtimeConfig['sojourn'] = resolved.private

    // Everything of this package goes through the bundlers, so that there is one copy of it.
    nuxt.options.build.transpile.push(resolve('..'))
    nuxt.hook('nitro:config', (nitro) => {
      nitro.alias = { ...nitro.alias, '#auth': resolve('./runtime/server/auth') }
      nitro.externals = { ...nitro.externals }
      nitro.externals.inline = [...(nitro.externals.inline ?? []), resolve('..')]
    })

    addServerPlugin(resolve('./runtime/server/plugin'))
    addPlugin(resolve('./runtime/app/plugin'))
    for (const name of ['useAuth', 'useAuthState']) {
      addImports({ name, from: resolve('./runtime/app/composables') })
    }
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
    const contexts = { nuxt: true, nitro: true, node: true }
    addTypeTemplate(
      {
        filename: 'types/sojourn.d.ts',
        getContents: () => pageTypes(resolve('./runtime/app/guard')),
      },
      contexts,
    )
    addTypeTemplate(
      {
        filename: 'types/sojourn-server.d.ts',
        getContents: () => serverTypes(resolve('./runtime/server/auth')),
      },
      contexts,
    )
  },
})

export default nuxtAuth

/** What `definePageMeta` takes. `guard` is where this package has that type. */
function pageTypes(guard: string): string {
  return `import type { PageAuth } from ${JSON.stringify(guard)}

declare module '#app' {
  interface PageMeta { auth?: PageAuth }
}

declare module 'vue-router' {
  interface RouteMeta { auth?: PageAuth }
}

export {}
`
}

/** The module `#auth`. In a file without imports, since there a declaration makes a module. */
function serverTypes(server: string): string {
  return `declare module '#auth' {
  type Server = typeof import(${JSON.stringify(server)})
  export const NuxtAuthHandler: Server['NuxtAuthHandler']
  export const getServerSession: Server['getServerSession']
  export const getToken: Server['getToken']
}
`
}
