/**
 * Applications of Nuxt in a browser (happy-dom), on Nuxt's own files.
 *
 * A build of Nuxt writes a few modules for the application: `build/` has those of one without pages, and
 * `vitest.config.ts` puts them and what else a build decides in their places. The rest is Nuxt.
 *
 * @module
 */
import { applyPlugins, createNuxtApp, type NuxtApp, type Plugin } from 'nuxt/app'
import { createApp, defineComponent } from 'vue'
import { type Page, writePage } from './page.ts'

/** An application, and what its only component does. */
export interface Application extends Page {
  readonly plugins?: readonly Plugin[]
  /** Its `setup`; what it returns is shown, and follows what it reads. Default: it shows nothing. */
  readonly setup?: () => () => string
}

/** An application that is open. */
export interface OpenApplication {
  readonly nuxtApp: NuxtApp
  /** What the page shows. */
  readonly text: () => string
}

/** Where Nuxt keeps which application a page has: one for all time. */
const contexts = (globalThis as unknown as { __unctx__: Contexts }).__unctx__

interface Contexts {
  get: (name: string) => { unset: () => void }
}

/** Leaves the page, as far as the next one would know of it. */
let leave = (): void => undefined

/** Opens it in place of the one before, as Nuxt's entry and its root component do. */
export async function openApplication({
  plugins = [],
  setup = () => () => '',
  ...page
}: Application = {}): Promise<OpenApplication> {
  leave()
  writePage(page)
  const root = document.createElement('div')
  const vueApp = createApp(defineComponent({ setup }))
  const nuxtApp = createNuxtApp({ vueApp })
  leave = () => {
    vueApp.unmount()
    contexts.get(nuxtApp._id ?? '').unset()
  }
  const endHydration = nuxtApp.deferHydration()
  await applyPlugins(nuxtApp, [...plugins])
  await nuxtApp.callHook('app:created', vueApp)
  await nuxtApp.callHook('app:beforeMount', vueApp)
  vueApp.mount(root)
  await nuxtApp.callHook('app:mounted', vueApp)
  await endHydration()
  return { nuxtApp, text: () => root.textContent }
}
