/**
 * A token backend on `node:http` that rotates refresh tokens and ends a session when one is used twice; it counts
 * and keeps what it is asked.
 *
 * @module
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** What it was asked. */
export interface Seen {
  readonly action: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  readonly query: string
}

/** The running backend. */
export interface StrictBackend {
  /** Address of its endpoints. */
  readonly url: string
  readonly seen: Seen[]
  /** How often an endpoint was asked. */
  readonly asked: (action: string) => number
  /** Signs somebody in without a request. `life`: of the access token, in seconds. */
  readonly issue: (options?: { life?: number }) => { token: string; refreshToken: string }
  /** Answers of an endpoint from now on; `undefined`: as usual. */
  readonly answer: (
    action: string,
    answer: { status: number; body?: unknown; cookies?: string[]; delay?: number } | undefined,
  ) => void
  readonly close: () => Promise<void>
}

interface Family {
  current: string
  isAlive: boolean
}

/** Starts it. `refreshOnly`: a refresh leaves the refresh token as it is. */
export async function startStrictBackend({ refreshOnly = false } = {}): Promise<StrictBackend> {
  const seen: Seen[] = []
  const families = new Map<string, Family>()
  const access = new Map<string, Family>()
  const answers = new Map<string, NonNullable<Parameters<StrictBackend['answer']>[1]>>()
  let serial = 0

  const accessToken = (family: Family, life: number): string => {
    const iat = Math.floor(Date.now() / 1000) - (life < 0 ? 600 : 0)
    const claims = {
      sub: 'ada',
      iat,
      exp: life < 0 ? iat + 60 : iat + life,
      jti: `access-${++serial}`,
    }
    const token = `e30.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.signature`
    if (life > 0) access.set(token, family)
    return token
  }
  const issue = ({ life = 900 } = {}): { token: string; refreshToken: string } => {
    const refreshToken = `refresh-token-${++serial}`
    const family = { current: refreshToken, isAlive: true }
    families.set(refreshToken, family)
    return { token: accessToken(family, life), refreshToken }
  }

  const reply = (
    action: string,
    headers: IncomingHttpHeaders,
    body: unknown,
  ): { status: number; body?: unknown } => {
    const { refreshToken = '' } = Object(body) as { refreshToken?: string }
    const bearer = (headers.authorization ?? '').replace('Bearer ', '')
    switch (action) {
      case 'login':
        return { status: 201, body: { ...issue(), user: 'ada' } }
      case 'register':
        return { status: 201, body: { id: 1, token: 'a-token-of-sign-up' } }
      case 'session': {
        const family = access.get(bearer)
        return family?.isAlive ? { status: 200, body: { name: 'ada' } } : { status: 401 }
      }
      case 'refresh': {
        const family = families.get(refreshToken)
        if (family === undefined || !family.isAlive) return { status: 401, body: { why: 'ended' } }
        if (family.current !== refreshToken) {
          family.isAlive = false
          return { status: 401, body: { why: 'reused' } }
        }
        if (!refreshOnly) {
          family.current = `refresh-token-${++serial}`
          families.set(family.current, family)
        }
        return {
          status: 200,
          body: {
            token: accessToken(family, 900),
            ...(!refreshOnly && { refreshToken: family.current }),
          },
        }
      }
      case 'logout': {
        const family = families.get(refreshToken) ?? access.get(bearer)
        if (family !== undefined) family.isAlive = false
        return { status: 200, body: { bye: true } }
      }
      default:
        return { status: 404 }
    }
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const { pathname, search } = new URL(request.url ?? '/', 'http://backend')
    const action = pathname.split('/').at(-1) ?? ''
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    seen.push({ action, headers: request.headers, body, query: search })
    const told = answers.get(action)
    const answer = told?.status
      ? { ...reply(action, request.headers, body), ...told }
      : reply(action, request.headers, body)
    if (told?.delay) await new Promise((resolve) => setTimeout(resolve, told.delay))
    if (told?.status === 0) {
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'set-cookie': told?.cookies ?? [],
    })
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
  }
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/auth`,
    seen,
    asked: (action) => seen.filter((one) => one.action === action).length,
    issue,
    answer: (action, answer) => {
      if (answer === undefined) answers.delete(action)
      else answers.set(action, answer)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
