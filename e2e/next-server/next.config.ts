import type { NextConfig } from 'next'

export default {
  cacheComponents: true,
  partialPrefetching: true,
  devIndicators: false,
  poweredByHeader: false,
  reactStrictMode: true,
} satisfies NextConfig
