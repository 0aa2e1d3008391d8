/**
 * What of the configuration a build of Nuxt makes constants: its defaults.
 *
 * @module
 */
export const appBaseURL = '/'
export const appLayoutTransition = false
export const appViewTransition = { enabled: false }
export const appSpaLoaderAttrs = { id: '__nuxt-loader' }
export const renderJsonPayloads = true
export const componentIslands = false
export const payloadExtraction = false
export const prefetchPreloadTags = false
export const cookieStore = true
export const appManifest = true
export const remoteComponentIslands = false
export const selectiveClient = false
export const devRootDir = null
export const devLogs = false
export const nuxtLinkDefaults = {
  componentName: 'NuxtLink',
  prefetch: true,
  prefetchOn: { visibility: true },
}
export const asyncDataDefaults = { deep: false }
export const useStateDefaults = { resetOnClear: false }
export const fetchDefaults = {}
export const vueAppRootContainer = '#__nuxt'
export const appId = 'nuxt-app'
export const outdatedBuildInterval = 3_600_000
export const multiApp = false
export const chunkErrorEvent = 'vite:preloadError'
export const spaLoadingTemplateOutside = true
export const purgeCachedData = true
export const granularCachedData = true
export const pendingWhenIdle = false
export const alwaysRunFetchOnKeyChange = false
export const asyncCallHook = true
export const clientNodePlaceholder = false
export const tracingChannelNuxt = false
export const hasPluginDependencies = false
export const hasParallelPlugins = false
export const hasPluginHooks = false
export const hasIslandOptOutPlugins = false
