/**
 * The server of the page: the engine on `node:http`, with faults that a test can switch on, and a note of
 * what it was asked.
 */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { renderToString } from 'react-dom/server'
import { createNodeHandler, toSessionRequest } from 'sojourn/node'
import { createAuth } from 'sojourn/server'
import { sqlStorage } from 'sojourn/storage/sql'
import { Page, type Snapshot } from './page.tsx'

/** What a fault makes of a request to the endpoints. */
const faults: Record<string, (req: IncomingMessage, res: ServerResponse) => void> = {
  '500': (_, res) => res.writeHead(500, { 'content-type': 'application/json' }).end('{"code":"x"}'),
  '502': (_, res) =>
    res.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
  // What some proxies make of it.
  '200-html': (_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Soon</h1>'),
  hang: () => undefined,
  reset: (req) => req.socket.destroy(),
}

const { PORT, DATABASE = ':memory:', MAX_AGE, ROOT = '.' } = process.env
const storage = sqlStorage(DATABASE)
const asked: string[] = []
let fault = 'none'

const auth = createAuth({
  secret: 'a secret for the tests of this page only',
  url: `http://localhost:${PORT}`,
  adapter: storage,
  session: { strategy: 'database', ...(MAX_AGE && { maxAge: Number(MAX_AGE), updateAge: 0 }) },
  rateLimits: false,
  providers: [
    {
      id: 'credentials',
      name: 'Name',
      type: 'credentials',
      credentials: { name: { label: 'Name' } },
      authorize: async (credentials) => {
        const name = String(credentials?.['name'])
        return { id: name, name, email: `${name}@example.com` }
      },
    },
  ],
  callbacks: {
    session: ({ session, user, newSession }) => {
      const name = readName(newSession)
      if (name) names.set(user.id, name)
      return {
        ...session,
        user: { ...session.user, id: user.id, name: names.get(user.id) ?? user.name },
      }
    },
  },
})

/** What people are called by now. */
const names = new Map<string, string>()

function readName(update: unknown): string | undefined {
  return typeof update === 'object' && update !== null && 'name' in update
    ? String(update.name)
    : undefined
}

async function snapshotOf(req: IncomingMessage, query: URLSearchParams): Promise<Snapshot> {
  if (query.has('blank')) return {}
  return auth.getSnapshot(toSessionRequest(req))
}

async function answerPage(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  const props = { search: url.search, snapshot: await snapshotOf(req, url.searchParams) }
  const html = renderToString(<Page {...props} />)
  const data = JSON.stringify(props).replaceAll('<', '\\u003c')
  // Browsers keep a page for the back button only if it may be kept, and drop others when a cookie changes.
  const cacheControl = url.searchParams.has('kept') ? 'no-cache' : 'no-store'
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': cacheControl })
  // The icon is none, so that no browser asks for one.
  res.end(
    `<!doctype html><html lang="en"><head><title>Contract</title><link rel="icon" href="data:,"></head><body style="margin:0"><div id="root">${html}</div><script type="application/json" id="data">${data}</script><script type="module" src="/browser/browser.js"></script></body></html>`,
  )
}

/** What a test does to the server behind the page's back. */
async function control(action: string, query: URLSearchParams): Promise<unknown> {
  switch (action) {
    case 'fault':
      fault = query.get('kind') ?? 'none'
      return fault
    case 'asked':
      return asked.splice(0)
    case 'revoke':
      return { count: await auth.revokeSessions(query.get('user') ?? '') }
    case 'rename':
      names.set(query.get('user') ?? '', query.get('name') ?? '')
      return auth.notifySessions(query.get('user') ?? '')
    default:
      return null
  }
}

const handle = createNodeHandler(auth)

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', `http://localhost:${PORT}`)
  const { pathname } = url
  if (pathname.startsWith('/control/')) {
    const done = await control(pathname.slice('/control/'.length), url.searchParams)
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(done ?? null))
    return
  }
  if (pathname.startsWith('/browser/')) {
    const file = readFileSync(`${ROOT}${pathname}`)
    res
      .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=60' })
      .end(file)
    return
  }
  if (pathname.startsWith('/api/auth/')) {
    asked.push(`${req.method} ${pathname}`)
    const answerFaulty = faults[fault]
    if (answerFaulty) return answerFaulty(req, res)
    return handle(req, res)
  }
  return answerPage(req, res, url)
}

await storage.migrate()
createServer((req, res) => void answer(req, res)).listen(Number(PORT), '127.0.0.1', () => {
  console.log('ready')
})
