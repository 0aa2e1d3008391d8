/**
 * The demo with tokens, as the start scripts and the browser tests know it.
 *
 * @module
 */
import type { Application } from 'example-demo/application'
import { passwordHint } from 'example-demo/hints'
import { startDemo as start } from 'example-demo/start'
import type { Demo, DemoOptions } from 'example-demo/start'

export const application: Application = {
  title: 'Sojourn, tokens',
  command: 'npm run start:tokens',
  root: import.meta.dirname,
  sources: ['app', 'server', 'nuxt.config.ts', 'package.json'],
  port: 3002,
  usesProvider: false,
  hints: [
    `Sign in with ${passwordHint}, and watch the token for half a minute.`,
    'Then open a second tab, and play the thief.',
  ],
}

/** Starts this demo, built before. */
export function startDemo(options: Partial<DemoOptions> = {}): Promise<Demo> {
  return start({ root: application.root, usesProvider: false, ...options })
}
