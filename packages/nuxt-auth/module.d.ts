/**
 * The Nuxt module of `sojourn`, for applications that know it as `@sidebase/nuxt-auth`: the same names as there.
 *
 * @module
 */
import type { PublicAuthConfig } from 'sojourn/nuxt'

export { default } from 'sojourn/nuxt'
export type { ModuleOptions, RefreshHandler } from 'sojourn/nuxt'

/** What of the options is in `runtimeConfig.public`. */
export interface ModulePublicRuntimeConfig {
  /** The options with every default filled in, but for what only the server may know. */
  auth: PublicAuthConfig
}
