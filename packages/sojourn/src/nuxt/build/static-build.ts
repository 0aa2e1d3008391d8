/**
 * Whether an application is built without a server.
 *
 * @module
 */
import type { Nuxt } from 'nuxt/schema'

/** Whether only files come out of the build: `nuxt generate`, or a preset of hosts that serve nothing else. */
export function isStaticBuild(nuxt: Nuxt): boolean {
  const { nitro } = nuxt.options
  if (nitro.static === true) return true
  const preset = nitro.preset ?? process.env['NITRO_PRESET'] ?? process.env['SERVER_PRESET'] ?? ''
  return /(?:^|[-_])static$|^git(?:hub|lab)[-_]pages$/.test(preset)
}
