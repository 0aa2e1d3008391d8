/**
 * The client of one call on a server, where a page's request is answered.
 *
 * Imported as `#request-client`: a bundle for browsers gets `no-request-client.ts` in its place.
 *
 * @module
 */
import { defaultBasePath } from '../core/protocol.ts'
import { createSessionClient, type SessionClient } from '../client/session-client.ts'

/** As much of a response of `node:http` as is needed. */
export interface RequestResponse {
  readonly headersSent?: boolean | undefined
  readonly getHeader?:
    | ((name: string) => number | string | readonly string[] | undefined)
    | undefined
  readonly setHeader?: ((name: string, value: readonly string[]) => unknown) | undefined
}

/** The request that is being answered, as `getServerSideProps` or an API route has it. */
export interface RequestContext {
  readonly req?: { readonly headers?: { readonly cookie?: string | undefined } } | undefined
  /** The response to it, which takes the cookie that a CSRF token needs. */
  readonly res?: RequestResponse | undefined
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
  const res = context?.res ?? context?.ctx?.res
  return createSessionClient({
    basePath: engineAddress(),
    fetch: (input, init) => {
      const headers = new Headers(init?.headers)
      if (cookie) headers.set('cookie', cookie)
      const ask = (): Promise<Response> => fetch(input, { ...init, headers })
      return res && (input as string).endsWith('/csrf') ? askForToken(res, ask) : ask()
    },
  })
}

/** What was answered for a page that asks for a token in several places: each answer would bring a cookie of its own. */
const tokens = new WeakMap<RequestResponse, Promise<Response>>()

/** Asks for a CSRF token, once for a page, and hands the cookie that it needs on to the browser. */
async function askForToken(res: RequestResponse, ask: () => Promise<Response>): Promise<Response> {
  let asked = tokens.get(res)
  if (!asked) {
    asked = ask().then((response) => {
      const cookies = response.headers.getSetCookie()
      if (cookies.length > 0 && !res.headersSent) {
        const others = [res.getHeader?.('set-cookie') ?? []].flat().map(String)
        res.setHeader?.('set-cookie', [...others, ...cookies])
      }
      return response
    })
    tokens.set(res, asked)
    asked.catch(() => tokens.delete(res))
  }
  return (await asked).clone()
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
