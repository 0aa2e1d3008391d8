export default defineNuxtConfig({
  modules: ['sojourn/nuxt'],
  auth: {
    provider: {
      type: 'local',
      // Neither token can be read by a script: requests that need one go through this application's server.
      token: { httpOnlyCookieAttribute: true, maxAgeInSeconds: 30 },
      refresh: {
        isEnabled: true,
        refreshOnlyToken: false,
        token: { httpOnlyCookieAttribute: true },
      },
      // What `server/auth.ts` answers to the question for the session.
      session: {
        dataType: {
          id: 'string',
          name: 'string | null',
          email: 'string | null',
          token: { session: 'string', id: 'string', issuedAt: 'number', expiresAt: 'number' },
        },
      },
    },
    // How long a hidden token lasts, only the server sees: it refreshes when it is asked. Here often, to see it happen.
    sessionRefresh: { enablePeriodically: 5000 },
  },

  compatibilityDate: '2026-11-01',
  css: ['example-demo/site.css'],
  devtools: { enabled: false },
  telemetry: false,
  app: {
    head: {
      htmlAttrs: { lang: 'en' },
      titleTemplate: '%s · Sojourn, tokens',
      meta: [
        { name: 'color-scheme', content: 'light dark' },
        { name: 'theme-color', content: '#f6f1e7', media: '(prefers-color-scheme: light)' },
        { name: 'theme-color', content: '#12151e', media: '(prefers-color-scheme: dark)' },
      ],
      // Without JavaScript these could only disappoint.
      noscript: [
        {
          innerHTML:
            '<style>.needs-script { display: none !important } .without-script { display: revert !important }</style>',
        },
      ],
    },
  },
  routeRules: {
    '/**': {
      headers: {
        'content-security-policy':
          "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'",
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      },
    },
  },
})
