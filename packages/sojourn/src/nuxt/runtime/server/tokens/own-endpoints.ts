/**
 * The endpoints of a token backend that is part of this application.
 *
 * @module
 */
import type { H3Event } from 'h3'
import type { TokenProvider } from '../../../../client/tokens/token-provider.ts'

/**
 * Makes what tells requests to them. Whoever sends one, a browser too, is judged by the backend alone: a session that
 * were read before it answers could refresh the very token that it is about to take.
 *
 * @param baseURL As `tokenBaseOf` makes it. Of an address nothing is told, since its host may have another name here.
 */
export function ownEndpoints(
  baseURL: string,
  { endpoints, refresh }: TokenProvider,
): (event: H3Event) => boolean {
  const all = [...Object.values(endpoints), refresh.isEnabled && refresh.endpoint]
  const own = all.flatMap((endpoint) => {
    if (!endpoint || isAddress(baseURL) || isAddress(endpoint.path)) return []
    return [nameOf(endpoint.method, `${baseURL}/${endpoint.path}`)]
  })
  return (event) => own.includes(nameOf(event.method, event.path))
}

function isAddress(text: string): boolean {
  return /^https?:/i.test(text)
}

function nameOf(method: string, address: string): string {
  const [path = ''] = address.split('?', 1)
  return `${method.toUpperCase()} /${path.split('/').filter(Boolean).join('/')}`
}
