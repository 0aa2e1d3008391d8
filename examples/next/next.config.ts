import type { NextConfig } from 'next'

export default {
  reactStrictMode: true,
  devIndicators: false,
  poweredByHeader: false,
  async headers() {
    return [
      {
        // Not what Next serves of its own: in development it calls some scripts JSON.
        source: '/((?!_next/).*)',
        headers: [
          {
            key: 'Content-Security-Policy',
            // No `form-action`: Chrome applies it to redirects, and sign-in leads to the provider.
            value: "base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
          },
          { key: 'Referrer-Policy', value: 'same-origin' },
          { key: 'X-Content-Type-Options', value: 'nosniff' },
        ],
      },
    ]
  },
} satisfies NextConfig
