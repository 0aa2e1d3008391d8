// The tests build this application in other shapes, too, by these variables.
const { TOKENS_HIDDEN, PROVIDER_SHAPE } = process.env

const endpoints = {
  signIn: { path: '/login', method: 'post' },
  signOut: { path: '/logout', method: 'post' },
  signUp: { path: '/register', method: 'post' },
  getSession: { path: '/me', method: 'get' },
} as const
const refresh = { path: '/refresh', method: 'post' } as const
const token = {
  signInResponseTokenPointer: '/data/tokens/access',
  type: 'Bearer',
  headerName: 'Authorization',
  cookieName: 'auth.token',
  maxAgeInSeconds: 600,
  sameSiteAttribute: 'lax',
  httpOnlyCookieAttribute: TOKENS_HIDDEN === '1',
} as const
const refreshToken = {
  signInResponseRefreshTokenPointer: '/data/tokens/refresh',
  refreshRequestTokenPointer: '/credentials/refresh',
  maxAgeInSeconds: 3600,
  httpOnlyCookieAttribute: TOKENS_HIDDEN === '1',
} as const
const session = {
  dataType: { id: 'string', name: 'string', roles: "('admin' | 'member')[]" },
  dataResponsePointer: '/data/user',
} as const

export default defineNuxtConfig({
  modules: ['@sidebase/nuxt-auth'],
  auth: {
    baseURL: '/api/backend',
    provider:
      PROVIDER_SHAPE === 'refresh'
        ? ({
            type: 'refresh',
            endpoints: { ...endpoints, refresh },
            token,
            refreshOnlyToken: false,
            refreshToken,
            session,
          } as never)
        : {
            type: 'local',
            endpoints,
            pages: { login: '/login' },
            token,
            session,
            refresh: {
              isEnabled: true,
              endpoint: refresh,
              refreshOnlyToken: false,
              token: { ...refreshToken, refreshResponseTokenPointer: '/data/tokens/access' },
            },
          },
    sessionRefresh: { handler: './config/refresh-handler' },
    globalAppMiddleware: { isEnabled: false },
  },
  routeRules: { '/browser': { auth: { disableServerSideAuth: true } } },
  app: { head: { link: [{ rel: 'icon', href: 'data:,' }] } },
  compatibilityDate: '2026-11-01',
  telemetry: false,
})
