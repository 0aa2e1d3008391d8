/**
 * The page after a link or code was sent: the application's own, or the built-in one.
 *
 * @module
 */
import type { ResolvedConfig } from '../config.ts'
import type { EmailEntry } from './resolve-email-provider.ts'

export function verifyRequestUrl(
  config: ResolvedConfig,
  origin: string,
  { id, type }: EmailEntry,
): string {
  const url = new URL(config.pages.verifyRequest ?? `${config.basePath}/verify-request`, origin)
  url.searchParams.set('provider', id)
  url.searchParams.set('type', type)
  return url.href
}
