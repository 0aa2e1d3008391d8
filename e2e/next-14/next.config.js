export default { basePath: '/shop', poweredByHeader: false, reactStrictMode: true }
