/**
 * The demo with hot reload: the identity provider in this process, `nuxi dev` beside it.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { startIdentityProvider } from 'example-identity-provider'
import { freePort } from 'example-identity-provider/free-port'
import { createEnvironment, keepSecret } from './demo.ts'
import { nuxtBinary } from './demo/build.ts'

const root = import.meta.dirname
const port = await freePort(Number(process.env['PORT']) || 3000)
const url = `http://localhost:${port}`
const provider = await startIdentityProvider({
  port: 4000,
  redirectUris: [`${url}/api/auth/callback/harbour`],
  log: (line) => console.log(`  Harbour ID: ${line}`),
})

const nuxt = spawn(process.execPath, [nuxtBinary(root), 'dev', '--port', String(port)], {
  cwd: root,
  env: {
    ...createEnvironment({ url, issuer: provider.issuer, secret: await keepSecret(root) }),
    // As it is shown and linked: cookies and the provider know the demo by this name.
    HOST: 'localhost',
  },
  stdio: 'inherit',
})
nuxt.once('exit', (code) => {
  void provider.close().then(() => process.exit(code ?? 0))
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => nuxt.kill(signal))
