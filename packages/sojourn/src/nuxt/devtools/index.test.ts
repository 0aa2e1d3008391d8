import type { Nuxt } from 'nuxt/schema'
import { describe, expect, it } from 'vitest'
import { runWithNuxtContext } from 'nuxt/kit'
import { addDevtools } from './index.ts'
import { panelPage } from './panel-page.ts'

/** An application as far as it is asked here, and what it was given. */
function setUp(dev: boolean) {
  const hooked: [string, (tabs: unknown[]) => void][] = []
  const nuxt = {
    options: {
      dev,
      app: { baseURL: '/shop/' },
      plugins: [],
      serverHandlers: [],
      devServerHandlers: [],
    },
    hook: (name: string, run: (tabs: unknown[]) => void) => hooked.push([name, run]),
  } as unknown as Nuxt
  const resolver = { resolve: (path: string) => `/package/nuxt/${path.slice(2)}.js` }
  runWithNuxtContext(nuxt, () => addDevtools(nuxt, resolver))
  return { options: nuxt.options, hooked }
}

describe('the tab in Nuxt DevTools', () => {
  it('is not there in a build, nor anything of it', () => {
    const { options, hooked } = setUp(false)
    expect([options.plugins, options.serverHandlers, hooked]).toEqual([[], [], []])
  })

  it('is there in development, below the base of the application', () => {
    const { options, hooked } = setUp(true)
    expect(options.plugins).toMatchObject([
      { src: '/package/nuxt/devtools/app-plugin.js', mode: 'client' },
    ])
    expect(options.serverHandlers).toMatchObject([
      { route: '/__sojourn__', handler: '/package/nuxt/devtools/page-handler.js' },
    ])
    const tabs: unknown[] = []
    for (const [name, run] of hooked) if (name === 'devtools:customTabs') run(tabs)
    expect(tabs).toMatchObject([
      { name: 'sojourn', view: { type: 'iframe', src: '/shop/__sojourn__/' } },
    ])
  })

  it('is one page that loads nothing', () => {
    expect(panelPage).not.toMatch(/\b(?:src|href)\s*=|@import|url\(|https?:/)
  })
})
