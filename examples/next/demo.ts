/**
 * The demo in Next, as the start scripts and the browser tests know it.
 *
 * @module
 */
import type { Application } from 'example-demo/application'
import { startDemo as start } from 'example-demo/start'
import type { Demo, DemoOptions } from 'example-demo/start'

export const application: Application = {
  title: 'Sojourn in Next',
  command: 'npm run start:next',
  root: import.meta.dirname,
  sources: ['src', 'next.config.ts', 'package.json', 'tsconfig.json'],
  port: 3001,
}

/** Starts this demo, built before. */
export function startDemo(options: Partial<DemoOptions> = {}): Promise<Demo> {
  return start({ root: application.root, ...options })
}
