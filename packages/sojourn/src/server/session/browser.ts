/**
 * The browser of a session, as its person would recognise it in a list.
 *
 * @module
 */
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'

/** Characters of `User-Agent` that are kept. */
const maxUserAgent = 512

/** Characters of an address: the longest textual IPv6 address, with a zone. */
const maxAddress = 64

/** What is recorded of the browser that begins a session. */
export function describeBrowser(
  engine: Engine,
  request: SessionRequest,
): { userAgent: string | null; address: string | null } {
  return {
    userAgent: request.headers.get('user-agent')?.slice(0, maxUserAgent) ?? null,
    address: addressOf(engine.config.proxies, request),
  }
}

/**
 * The address that the nearest trusted hop saw: the connection's own, or with proxies in front what the
 * outermost of them has appended to `X-Forwarded-For`. What stands further left came from the client.
 */
function addressOf(proxies: number, request: SessionRequest): string | null {
  if (proxies === 0) return withoutPort(request.address ?? '') || null
  const forwarded = request.headers.get('x-forwarded-for')?.split(',') ?? []
  const address = withoutPort(forwarded.at(-proxies)?.trim() ?? '')
  return address !== '' && isAddress(address) ? address : null
}

/** Some gateways write the port of the connection behind it. */
function withoutPort(address: string): string {
  return address.replace(/^(\d+\.\d+\.\d+\.\d+|\[[^\]]*\]):\d+$/, '$1').replace(/^\[(.*)\]$/, '$1')
}

/** Whether a text may be an address: what else a header holds is not for a list. */
function isAddress(text: string): boolean {
  return text.length <= maxAddress && /^[\da-f.:%[\]]+$/i.test(text)
}
