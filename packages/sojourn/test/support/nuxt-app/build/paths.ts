/**
 * Where the application and its files are, as the page says.
 *
 * @module
 */
interface App {
  readonly baseURL: string
  readonly buildAssetsDir: string
}

const app = (): App => (window.__NUXT__ as { config: { app: App } }).config.app

export const baseURL = (): string => app().baseURL
export const buildAssetsURL = (...path: string[]): string =>
  [baseURL(), app().buildAssetsDir, ...path].join('/').replaceAll(/\/+/g, '/')
