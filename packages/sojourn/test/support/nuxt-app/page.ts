/**
 * What Nuxt writes into a page, before any script of the application runs.
 *
 * @module
 */
import { resolveOptions } from '../../../src/nuxt/options.ts'

/** Where a page is, and what its application is told. */
export interface Page {
  /** Address of the page. Default: that of the page before. */
  readonly url?: string
  /** Path below which the application is. */
  readonly base?: string
  /** Of the module, which writes the run-time configuration by them. */
  readonly options?: Parameters<typeof resolveOptions>[0]
}

/** Writes it, in place of what was there. */
export function writePage({ url, base = '/', options = {} }: Page = {}): void {
  const { happyDOM } = window as unknown as { happyDOM: { setURL: (url: string) => void } }
  if (url !== undefined) happyDOM.setURL(url)
  window.__NUXT__ = {
    config: {
      app: { baseURL: base, buildId: 'test', buildAssetsDir: '/_nuxt/', cdnURL: '' },
      public: { auth: resolveOptions(options).public },
    },
  }
}

writePage()
