/**
 * Runs Harbour ID alone, for an application that is started by hand.
 *
 * PORT is the preferred port (default 4000). REDIRECT_URIS are the callback URLs to allow, separated by
 * commas; by default those of the demo on ports 3000 to 3002.
 *
 * @module
 */
import { demoClient, startIdentityProvider } from './identity-provider.ts'

const callback = '/api/auth/callback/harbour'
const redirectUris =
  process.env['REDIRECT_URIS']?.split(',') ??
  [3000, 3001, 3002].map((port) => `http://localhost:${port}${callback}`)

const provider = await startIdentityProvider({
  port: Number(process.env['PORT'] ?? 4000),
  redirectUris,
  log: (line) => console.log(line),
})

console.log(`Harbour ID: ${provider.issuer}
  client id      ${demoClient.clientId}
  client secret  ${demoClient.clientSecret}
  callback URLs  ${redirectUris.join('\n                 ')}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void provider.close())
}
