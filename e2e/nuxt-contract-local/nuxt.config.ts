// Of the options, a variant says only what is decided when it is built: the rest is `NUXT_PUBLIC_AUTH_…`.
import { fileURLToPath } from 'node:url'
import auth from './variant.json'

export default defineNuxtConfig({
  modules: ['sojourn/nuxt'],
  auth,
  // The same on Nuxt 3 and 4.
  srcDir: fileURLToPath(new URL('.', import.meta.url)),
  serverDir: fileURLToPath(new URL('server', import.meta.url)),
  app: { head: { link: [{ rel: 'icon', href: 'data:,' }] } },
  compatibilityDate: '2026-11-01',
  devtools: { enabled: false },
  telemetry: false,
  routeRules: {
    '/swr': { swr: true },
    '/isr': { isr: true },
    '/shared': { headers: { 'cache-control': 'public, max-age=60' } },
    '/prerendered': { prerender: true },
    '/prerendered-protected': { prerender: true },
    '/spa': { ssr: false },
    '/spa-protected': { ssr: false },
    '/browser-only': { auth: { disableServerSideAuth: true } },
    '/server-too': { auth: { disableServerSideAuth: false } },
  },
})
