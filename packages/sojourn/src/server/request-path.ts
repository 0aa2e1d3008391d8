/**
 * Whether a request is for the engine: what its path says below the base path.
 *
 * @module
 */

/** What a request asks for below the base path, as its host or its URL says; `undefined` if it is another's. */
export function routeOf(
  { route, url }: { readonly route?: string | undefined; readonly url: string },
  basePath: string,
): string | undefined {
  return route ?? pathBelow(url, basePath)
}

/**
 * What follows the base path and its slash; `undefined` if the path is another one.
 *
 * No URL object is built: this is asked about each read of a session, and about every request of an
 * application whose server asks who is to answer.
 *
 * @param url Absolute URL.
 * @param basePath Without a trailing slash.
 */
export function pathBelow(url: string, basePath: string): string | undefined {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  if (start === -1 || !url.startsWith(`${basePath}/`, start)) return undefined
  const rest = url.slice(start + basePath.length + 1)
  const end = rest.search(/[?#]/)
  return end === -1 ? rest : rest.slice(0, end)
}
