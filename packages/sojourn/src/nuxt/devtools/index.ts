/**
 * The tab "Session" in Nuxt DevTools. Everything here is for development: in a build none of it is there.
 *
 * @module
 */
import { addPlugin, addServerHandler, type Resolver } from 'nuxt/kit'
import type { Nuxt } from 'nuxt/schema'
import { panelPath } from './messages.ts'

/** A tab, as DevTools takes it. */
interface CustomTab {
  name: string
  title: string
  icon: string
  view: { type: 'iframe'; src: string }
}

/** A person in a circle. Inline, since DevTools would get an icon by name from elsewhere. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#00a86b" stroke-width="2"><circle cx="12" cy="12" r="10"/><circle cx="12" cy="9.5" r="3.5"/><path d="M5.5 19.5a7 7 0 0 1 13 0"/></svg>',
)}`

/**
 * Adds the tab while the application is developed, and nothing otherwise.
 *
 * @param resolver Of the module: paths are below its folder.
 */
export function addDevtools(nuxt: Nuxt, resolver: Pick<Resolver, 'resolve'>): void {
  if (!nuxt.options.dev) return
  addPlugin({ src: resolver.resolve('./devtools/app-plugin'), mode: 'client' })
  addServerHandler({
    route: panelPath.slice(0, -1),
    handler: resolver.resolve('./devtools/page-handler'),
  })
  const tab: CustomTab = {
    name: 'sojourn',
    title: 'Session',
    icon,
    view: { type: 'iframe', src: nuxt.options.app.baseURL.replace(/\/$/, '') + panelPath },
  }
  // DevTools declares this hook itself, and an application may be without it.
  const hook = nuxt.hook as (name: string, run: (tabs: CustomTab[]) => void) => void
  hook('devtools:customTabs', (tabs) => void tabs.push(tab))
}
