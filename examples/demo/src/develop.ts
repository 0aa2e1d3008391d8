/**
 * A demo with hot reload: the identity provider in this process, the framework's own server beside it.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { startIdentityProvider } from 'example-identity-provider'
import { freePort } from 'example-identity-provider/free-port'
import type { Application } from './application.ts'
import { keepDatabase } from './data-folder.ts'
import { callbackUrl, createEnvironment } from './environment.ts'
import { frameworkOf } from './framework.ts'
import { keepSecret } from './secret.ts'

/** Runs a demo for whoever works on it. The terminal belongs to the framework. */
export async function develop({
  port: preferred,
  root,
  usesProvider = true,
}: Application): Promise<void> {
  const port = await freePort(Number(process.env['PORT']) || preferred)
  const url = `http://localhost:${port}`
  const provider = usesProvider
    ? await startIdentityProvider({
        port: 4000,
        redirectUris: [callbackUrl(url)],
        log: (line) => console.log(`  Harbour ID: ${line}`),
      })
    : undefined

  const framework = frameworkOf(root)
  const child = spawn(process.execPath, framework.develop(root, port), {
    cwd: root,
    env: {
      ...createEnvironment({
        url,
        issuer: provider?.issuer ?? '',
        secret: await keepSecret(),
        database: await keepDatabase(),
      }),
      ...framework.environment,
      PORT: String(port),
      // As it is shown and linked: cookies and the provider know the demo by this name.
      HOST: 'localhost',
    },
    stdio: 'inherit',
  })
  child.once('exit', (code) => {
    void Promise.resolve(provider?.close()).then(() => process.exit(code ?? 0))
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
}
