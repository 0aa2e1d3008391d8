export default defineNuxtConfig({
  modules: ['@sidebase/nuxt-auth'],
  auth: {
    originEnvKey: 'AUTH_ORIGIN',
    provider: { type: 'authjs', trustHost: false, addDefaultCallbackUrl: true },
    sessionRefresh: { enablePeriodically: false, enableOnWindowFocus: true },
    globalAppMiddleware: { isEnabled: false, allow404WithoutAuth: true },
  },
  runtimeConfig: { authSecret: '' },
  routeRules: {
    '/cached': { swr: 60, auth: { disableServerSideAuth: true } },
    '/later': { auth: { disableServerSideAuth: true } },
  },
  app: { head: { link: [{ rel: 'icon', href: 'data:,' }] } },
  compatibilityDate: '2026-11-01',
  telemetry: false,
})
