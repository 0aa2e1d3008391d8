/**
 * The public address of the application: by configuration, else by what the request is believed.
 *
 * @module
 */
import { authError } from '../core/errors.ts'
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
  if (config.hostTrust === 'url') return originOf(request.url)
  const url = new URL(request.url)
  const host = firstOf(request.headers.get('x-forwarded-host'))
  if (host !== undefined && !isBareHost(host)) throw authError('host_untrusted')
  const protocol = forwardedProtocol(request) ?? (host === undefined ? url.protocol : 'https:')
  return new URL(`${protocol}//${host ?? url.host}`).origin
}

/** What was parsed last, and its origin: nearly every request is for the same. */
let last = { start: '', origin: '' }

function originOf(url: string): string {
  const end = url.indexOf('/', url.indexOf('://') + 3)
  const start = end === -1 ? url : url.slice(0, end)
  if (start !== last.start) last = { start, origin: new URL(url).origin }
  return last.origin
}

/** Whether the browser sees https, which decides the names of cookies. Never throws. */
export function isSecure(config: ResolvedConfig, request: SessionRequest): boolean {
  if (config.useSecureCookies !== undefined) return config.useSecureCookies
  if (config.origin !== undefined) return config.origin.startsWith('https:')
  if (config.hostTrust === 'forwarded') {
    const protocol = forwardedProtocol(request)
    if (protocol !== undefined) return protocol === 'https:'
    if (firstOf(request.headers.get('x-forwarded-host')) !== undefined) return true
  }
  return request.url.startsWith('https:')
}

/**
 * The URL of a request, from the parts that a host has of it.
 *
 * @param host The `Host` header. A missing or malformed one is nobody's to choose: `localhost`.
 * @param path Path and query, beginning with a slash.
 */
export function requestUrl(
  isHttps: boolean,
  host: string | null | undefined,
  path: string,
): string {
  const named = host && isBareHost(host) ? host : 'localhost'
  return `${isHttps ? 'https' : 'http'}://${named}${path}`
}

/**
 * Whether this is a name or an address, and a port: no path, no credentials, nothing that would end the
 * host, and nothing that would be no URL (`1.2.3.4.5`, port 99999).
 */
function isBareHost(host: string): boolean {
  return bareHost.test(host) && URL.canParse(`http://${host}`)
}

const bareHost = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i

function forwardedProtocol(request: SessionRequest): 'http:' | 'https:' | undefined {
  const protocol = firstOf(request.headers.get('x-forwarded-proto'))?.toLowerCase()
  return protocol === 'http' || protocol === 'https' ? `${protocol}:` : undefined
}

/** The first entry of a list header. A proxy that is trusted must not pass on a client's own entries. */
function firstOf(header: string | null): string | undefined {
  const [first] = header?.split(',', 1) ?? []
  const trimmed = first?.trim()
  return trimmed === '' ? undefined : trimmed
}
