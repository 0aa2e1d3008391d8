/**
 * The public address of the application: by configuration, else by what the request is believed.
 *
 * @module
 */
import { authError } from '../core/catalog.ts'
import type { SessionRequest } from './answer.ts'
import type { ResolvedConfig } from './config.ts'

/**
 * The origin that URLs are built on and `callbackUrl` is held against.
 *
 * @throws {AuthError} `host_untrusted` if nothing trustworthy names it. Building links on a `Host`
 *   header that anybody can send would let them choose where those links lead.
 */
export function resolveOrigin(config: ResolvedConfig, request: SessionRequest): string {
  if (config.origin !== undefined) return config.origin
  if (config.hostTrust === 'none') throw authError('host_untrusted')
  const url = new URL(request.url)
  if (config.hostTrust === 'url') return url.origin
  const host = firstOf(request.headers.get('x-forwarded-host')) ?? url.host
  const protocol = firstOf(request.headers.get('x-forwarded-proto')) ?? url.protocol.slice(0, -1)
  const forwarded = URL.parse(`${protocol === 'http' ? 'http' : 'https'}://${host}`)
  // Anything but a bare host (a path, credentials) did not come from a proxy that means well.
  if (forwarded === null || forwarded.pathname !== '/' || forwarded.username !== '') {
    throw authError('host_untrusted')
  }
  return forwarded.origin
}

/** Whether the browser sees https, which decides the names of cookies. Never throws. */
export function isSecure(config: ResolvedConfig, request: SessionRequest): boolean {
  if (config.useSecureCookies !== undefined) return config.useSecureCookies
  if (config.origin !== undefined) return config.origin.startsWith('https:')
  if (config.hostTrust === 'forwarded') {
    const protocol = firstOf(request.headers.get('x-forwarded-proto'))
    if (protocol !== undefined) return protocol === 'https'
  }
  return request.url.startsWith('https:')
}

/** The first entry of a list header: the one the outermost proxy wrote. */
function firstOf(header: string | null): string | undefined {
  const [first] = header?.split(',', 1) ?? []
  const trimmed = first?.trim()
  return trimmed === '' ? undefined : trimmed
}
