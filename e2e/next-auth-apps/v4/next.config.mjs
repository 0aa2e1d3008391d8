/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Lint is this repository's.
  eslint: { ignoreDuringBuilds: true },
}
