export default defineNuxtConfig({
  modules: ['sojourn/nuxt'],
  app: { baseURL: '/app/', head: { link: [{ rel: 'icon', href: 'data:,' }] } },
  auth: { globalAppMiddleware: true },
  compatibilityDate: '2026-11-01',
  routeRules: {
    '/cached': { swr: true },
    '/prerendered': { prerender: true },
    '/prerendered-protected': { prerender: true },
  },
  telemetry: false,
})
