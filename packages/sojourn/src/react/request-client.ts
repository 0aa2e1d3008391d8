/**
 * The client of one call on a server, where a page's request is answered.
 *
 * Imported as `#request-client`: a bundle for browsers gets `no-request-client.ts` in its place.
 *
 * @module
 */
import { defaultBasePath } from '../core/protocol.ts'
import { createSessionClient, type SessionClient } from '../client/session-client.ts'

/** The request that is being answered, as `getServerSideProps` or an API route has it. */
export interface RequestContext {
  readonly req?: { readonly headers?: { readonly cookie?: string | undefined } } | undefined
  /** The same, one level down, as `getInitialProps` of an application has it. */
  readonly ctx?: RequestContext | undefined
}

/**
 * Creates the client. It asks in the name of whoever sent the request.
 *
 * The engine is where the environment says, never where the request says: its `Host` header would lead
 * the cookies anywhere.
 */
export function createRequestClient(context?: RequestContext): SessionClient {
  const cookie = (context?.req ?? context?.ctx?.req)?.headers?.cookie
  return createSessionClient({
    basePath: engineAddress(),
    fetch: (input, init) => {
      const headers = new Headers(init?.headers)
      if (cookie) headers.set('cookie', cookie)
      return fetch(input, { ...init, headers })
    },
  })
}

function engineAddress(): string {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  const env = process?.env ?? {}
  const address =
    env['NEXTAUTH_URL_INTERNAL'] ||
    env['AUTH_URL'] ||
    env['NEXTAUTH_URL'] ||
    env['VERCEL_URL'] ||
    `http://localhost:${env['PORT'] || 3000}`
  const { origin, pathname } = new URL(/^https?:/.test(address) ? address : `https://${address}`)
  return origin + (pathname === '/' ? defaultBasePath : pathname)
}
