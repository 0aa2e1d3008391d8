/**
 * Endpoints of a provider, in the forms in which they are declared.
 *
 * @module
 */
import type { Endpoint } from '../../core/provider.ts'

/** An endpoint taken apart. */
export interface ParsedEndpoint {
  /** Address without its query; `undefined`: the discovered one. */
  readonly url: string | undefined
  /** The parameters that stand in the address or beside it. */
  readonly params: Readonly<Record<string, string>>
}

/** Auth.js writes this host for "the discovered one". */
const placeholder = 'https://authjs.dev'

/** An endpoint's address as it was written. */
export function addressOf(endpoint: Endpoint | undefined): string | undefined {
  const url = typeof endpoint === 'string' ? endpoint : endpoint?.url
  const address = url === undefined ? undefined : String(url)
  return address === placeholder || address?.startsWith(`${placeholder}/`) ? undefined : address
}

/** An address as the object that means the same. One that is no address is left as it is. */
export function splitAddress(address: string): { url: string; params?: Record<string, string> } {
  const url = URL.parse(address)
  if (url === null || url.search === '') return { url: address }
  const params = Object.fromEntries(url.searchParams)
  url.search = ''
  return { url: url.href, params }
}

/** Takes an endpoint apart. */
export function parseEndpoint(endpoint: Endpoint | undefined): ParsedEndpoint {
  const address = addressOf(endpoint)
  const beside = typeof endpoint === 'string' ? {} : (endpoint?.params ?? {})
  const url = address === undefined ? undefined : new URL(address)
  const params = Object.fromEntries(url?.searchParams ?? [])
  for (const [name, value] of Object.entries(beside) as [string, unknown][]) {
    if (value !== undefined && value !== null) params[name] = asText(value)
  }
  return { url: url && url.origin + url.pathname, params }
}

/** The address of an endpoint with its parameters in the query. */
export function endpointUrl(endpoint: Endpoint | undefined): string | undefined {
  const { url, params } = parseEndpoint(endpoint)
  const query = new URLSearchParams(params).toString()
  return query === '' ? url : `${url}?${query}`
}

/** A parameter's text; `claims` and the like are objects, and sent as JSON (OpenID Connect Core, 5.5). */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
