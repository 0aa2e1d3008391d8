/**
 * The demo in Nuxt, as the start scripts and the browser tests know it.
 *
 * @module
 */
import type { Application } from 'example-demo/application'
import { signInHints } from 'example-demo/hints'
import { startDemo as start } from 'example-demo/start'
import type { Demo, DemoOptions } from 'example-demo/start'

export const application: Application = {
  title: 'Sojourn demo',
  command: 'npm start',
  root: import.meta.dirname,
  sources: ['app', 'server', 'shared', 'nuxt.config.ts', 'package.json'],
  port: 3000,
  hints: [...signInHints, '', 'With access and refresh tokens instead: npm run start:tokens'],
}

/** Starts this demo, built before. */
export function startDemo(options: Partial<DemoOptions> = {}): Promise<Demo> {
  return start({ root: application.root, ...options })
}
