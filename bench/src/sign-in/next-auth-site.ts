/**
 * next-auth 4 as a {@link Site}: its API handler, with the little of Next's request and response that it uses.
 *
 * @module
 */
import NextAuth from 'next-auth'
import { origin, type Site } from './visitor.ts'

type ApiHandler = (req: object, res: object, options: object) => Promise<unknown>

/** @param options As for `NextAuth`. */
export function nextAuthSite(options: object): Site {
  process.env['NEXTAUTH_URL'] = origin
  // A CommonJS module, whose default export Node and TypeScript see at different places.
  const { default: handler } = NextAuth as unknown as { default: ApiHandler }

  return async (request) => {
    const url = new URL(request.url)
    const pairs = (request.headers.get('cookie') ?? '')
      .split('; ')
      .map((pair) => pair.split(/=(.*)/s))
    const cookies = Object.fromEntries(
      pairs.map(([name = '', value = '']) => [name, decodeURIComponent(value)]),
    ) as Record<string, string>
    const req = {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      cookies,
      query: {
        ...Object.fromEntries(url.searchParams),
        nextauth: url.pathname.slice('/api/auth/'.length).split('/'),
      },
      body: Object.fromEntries(new URLSearchParams(await request.text())),
    }
    const headers = new Headers()
    let status = 200
    let body: string | null = null
    const res = {
      status(code: number) {
        status = code
        return res
      },
      getHeader: (name: string) =>
        name.toLowerCase() === 'set-cookie' ? headers.getSetCookie() : headers.get(name),
      setHeader(name: string, value: string | string[]) {
        headers.delete(name)
        for (const one of [value].flat()) headers.append(name, one)
        return res
      },
      end: () => undefined,
      json: (value: unknown) => (body = JSON.stringify(value)),
      send: (value: unknown) => (body = typeof value === 'string' ? value : JSON.stringify(value)),
    }
    await handler(req, res, options)
    return new Response(body, { status, headers })
  }
}
