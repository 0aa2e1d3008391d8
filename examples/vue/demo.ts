/**
 * The demo in plain Vue, as the start scripts and the browser tests know it.
 *
 * @module
 */
import type { Application } from 'example-demo/application'
import { startDemo as start } from 'example-demo/start'
import type { Demo, DemoOptions } from 'example-demo/start'

export const application: Application = {
  title: 'Sojourn in Vue',
  command: 'npm run start:vue',
  root: import.meta.dirname,
  sources: ['src', 'index.html', 'vite.config.ts', 'package.json'],
  port: 3003,
}

/** Starts this demo, built before. */
export function startDemo(options: Partial<DemoOptions> = {}): Promise<Demo> {
  return start({ root: application.root, ...options })
}
