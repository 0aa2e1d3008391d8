/**
 * The page and its parts: as built, or straight from the sources.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'

type Files = (req: IncomingMessage, res: ServerResponse) => void

const folder = join(import.meta.dirname, 'dist')
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Serves what was built. It is read once, so that no address can lead anywhere else; an address without a
 * file is a page of the application's.
 */
export async function builtFiles(): Promise<Files> {
  const files = new Map<string, { type: string; content: Buffer }>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const address = `/${relative(folder, path).split(sep).join('/')}`
    const type = types[extname(path)] ?? 'application/octet-stream'
    files.set(address, { type, content: await readFile(path) })
  }
  const page = files.get('/index.html')
  if (page === undefined) throw new Error(`Nothing was built in ${folder}.`)

  return (req, res) => {
    const [path = '/'] = (req.url ?? '/').split('?', 1)
    const asset = files.get(path)
    const missing = asset === undefined && path.startsWith('/assets/')
    const { type, content } = asset ?? page
    res.writeHead(missing ? 404 : 200, {
      'content-type': type,
      // Names of assets hold a digest of what is in them.
      'cache-control':
        asset && path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy':
        "default-src 'self'; img-src 'self' http: https: data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    res.end(req.method === 'HEAD' ? undefined : content)
  }
}

/** Serves the sources, with hot reload. */
export async function developmentFiles(server: Server): Promise<Files> {
  const { createServer } = await import('vite')
  const vite = await createServer({
    root: import.meta.dirname,
    server: { middlewareMode: true, hmr: { server } },
  })
  return (req, res) => {
    vite.middlewares(req, res)
  }
}
