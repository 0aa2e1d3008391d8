export default defineNuxtConfig({
  modules: ['sojourn/nuxt'],
  // `push`: a session that ends elsewhere leaves the screen at once.
  auth: { provider: { type: 'authjs', push: true } },

  compatibilityDate: '2026-11-01',
  css: ['example-demo/site.css'],
  devtools: { enabled: false },
  telemetry: false,
  app: {
    head: {
      htmlAttrs: { lang: 'en' },
      titleTemplate: '%s · Sojourn demo',
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
        // No `form-action`: Chrome applies it to redirects, and sign-in leads to the provider.
        'content-security-policy': "base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      },
    },
  },
})
