import type { SessionClient } from 'sojourn/client'
import { createRouter, createWebHistory, type Router } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** `true`: for people who are signed in. `guest`: for those who are not. */
    auth?: true | 'guest'
  }
}

/** The pages, and who may see which. */
export function createPages(client: SessionClient): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/', component: () => import('./pages/start.vue') },
      { path: '/login', component: () => import('./pages/login.vue'), meta: { auth: 'guest' } },
      { path: '/account', component: () => import('./pages/account.vue'), meta: { auth: true } },
      { path: '/:rest(.*)*', component: () => import('./pages/not-found.vue') },
    ],
  })

  router.beforeEach(async ({ fullPath, meta }) => {
    if (meta.auth === undefined) return true
    // The plugin has asked already; whoever comes first waits for that answer.
    const { status } = client.store.get()
    if (status === 'loading') await client.getSession()
    const { data, error } = client.store.get()
    if (meta.auth === 'guest') return data ? '/' : true
    // Who could not be asked for is not sent away: the page says that the server does not answer.
    if (data || error) return true
    return { path: '/login', query: { callbackUrl: fullPath } }
  })
  return router
}
