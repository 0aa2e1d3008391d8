import type { NextConfig } from 'next'

export default {
  // Without it the pages router leaves the package to Node, which does not find `next/server` as it is imported there.
  transpilePackages: ['next-auth'],
  poweredByHeader: false,
  devIndicators: false,
} satisfies NextConfig
