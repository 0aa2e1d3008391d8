/**
 * Where the application and its files are: as the page says, and on a server at the root.
 *
 * @module
 */
interface App {
  readonly baseURL: string
  readonly buildAssetsDir: string
}

const atRoot: App = { baseURL: '/', buildAssetsDir: '/_nuxt/' }

const app = (): App =>
  typeof window === 'undefined' ? atRoot : (window.__NUXT__ as { config: { app: App } }).config.app

export const baseURL = (): string => app().baseURL
export const buildAssetsURL = (...path: string[]): string =>
  [baseURL(), app().buildAssetsDir, ...path].join('/').replaceAll(/\/+/g, '/')
