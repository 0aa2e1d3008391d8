/**
 * A backend that hands out tokens, as strict as one can be: it counts and keeps every request, and ends the
 * session of whoever shows a refresh token twice.
 *
 * It is told how to behave while it runs: to fail, to be silent, to be slow, to answer in other shapes.
 * Passwords are `hunter2` for everybody.
 *
 * @module
 */
import { createHmac, randomUUID } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a request is for: `me` is any request of the application's own that needs a token. */
export type BackendAction = 'signIn' | 'signUp' | 'signOut' | 'getSession' | 'refresh' | 'me'

/** A request that has come in. */
export interface BackendRequest {
  /** `undefined`: for nothing that there is. */
  readonly action: BackendAction | undefined
  readonly method: string
  /** With query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  /** What it was answered with; `0` while it is not, or if its connection was cut. */
  status: number
}

type ByAction<T> = Partial<Record<BackendAction, T>>

/** How the backend behaves. */
export interface BackendRules {
  /** Path of each endpoint: what the path of a request ends with. */
  paths: Record<BackendAction, string>
  /** How long an access token lasts, in seconds. */
  accessLife: number
  /** Whether an access token is a random string, not a JWT that tells its end. */
  isOpaque: boolean
  /** Whether a refresh gives a new refresh token, and ends the old one. */
  rotates: boolean
  /** Where the access token is looked for. */
  tokenOf: (headers: IncomingHttpHeaders) => string | undefined
  /** Where the refresh token is looked for. */
  refreshTokenOf: (body: unknown) => unknown
  /** What an answer is made into. */
  shape: ByAction<(body: unknown) => unknown>
  /** `Set-Cookie` of answers that went well. */
  cookies: ByAction<readonly string[]>
  /** Status that an action is refused with, before anything happens. */
  refuse: ByAction<number>
  /** How long an answer is held back, in milliseconds. */
  delay: ByAction<number>
  /** Actions whose connection is cut instead of an answer. */
  cut: ByAction<boolean>
}

/** Answers that wait to be let go. */
export interface Hold {
  /** Resolves once so many of them wait. */
  readonly waiting: (count?: number) => Promise<void>
  /** Lets them go, and all that come. */
  readonly release: () => void
}

/** Tokens of somebody. */
export interface IssuedTokens {
  readonly token: string
  readonly refreshToken: string
}

/** A backend that runs. */
export interface TokenBackend {
  /** Its origin. */
  readonly url: string
  /** Where its endpoints are. */
  readonly base: string
  /** Everything that has come in, preflights excepted. */
  readonly requests: BackendRequest[]
  readonly rules: BackendRules
  /** How often a refresh token was shown that had been used before. */
  readonly reuses: () => number
  /** Requests by action, as in `refresh getSession`. */
  readonly actions: () => BackendAction[]
  readonly countOf: (action: BackendAction) => number
  /** Signs somebody in without a request. @param accessLife Of this access token. Seconds; default: as the rules say. */
  readonly issue: (person: string, accessLife?: number) => IssuedTokens
  /** Holds back every answer to an action. */
  readonly hold: (action: BackendAction) => Hold
  /** As it was when it started, but for who is signed in. */
  readonly reset: () => void
  readonly close: () => Promise<void>
}

/** Everything that began with one sign-in. */
interface Family {
  readonly person: string
  readonly used: Set<string>
  refreshToken: string
  isEnded: boolean
}

const signingKey = randomUUID()

/** Starts a backend on any free port. */
export async function startTokenBackend(): Promise<TokenBackend> {
  const requests: BackendRequest[] = []
  const rules = defaultRules()
  const holds = new Map<BackendAction, { arrived: () => void; opened: Promise<void> }>()
  const access = new Map<string, { family: Family; expiresAt: number }>()
  const refresh = new Map<string, Family>()
  let reuses = 0

  function issueAccess(family: Family, life = rules.accessLife): string {
    const now = Date.now() / 1000
    const token = rules.isOpaque
      ? `access-${randomUUID()}`
      : sign({ sub: family.person, iat: now, exp: now + life, jti: randomUUID() })
    access.set(token, { family, expiresAt: (now + life) * 1000 })
    return token
  }

  function issue(person: string, life?: number): IssuedTokens {
    const refreshToken = `refresh-${randomUUID()}`
    const family = { person, refreshToken, used: new Set<string>(), isEnded: false }
    refresh.set(refreshToken, family)
    return { token: issueAccess(family, life), refreshToken }
  }

  function familyOf(request: BackendRequest): Family | undefined {
    const found = access.get(rules.tokenOf(request.headers) ?? '')
    return found && !found.family.isEnded && found.expiresAt > Date.now() ? found.family : undefined
  }

  function refreshed(request: BackendRequest): Answer {
    const shown = String(rules.refreshTokenOf(request.body))
    const family = refresh.get(shown)
    if (!family || family.isEnded) return { status: 401, body: { error: 'unknown' } }
    if (family.used.has(shown)) {
      reuses += 1
      family.isEnded = true
      return { status: 401, body: { error: 'reused' } }
    }
    if (!rules.rotates) {
      return { status: 200, body: { token: issueAccess(family), refreshToken: shown } }
    }
    family.used.add(shown)
    family.refreshToken = `refresh-${randomUUID()}`
    refresh.set(family.refreshToken, family)
    return {
      status: 200,
      body: { token: issueAccess(family), refreshToken: family.refreshToken },
    }
  }

  const answers: Record<BackendAction, (request: BackendRequest) => Answer> = {
    signIn({ body }) {
      const { username, password } = Object(body) as { username?: string; password?: string }
      return username && password === 'hunter2'
        ? { status: 200, body: issue(username) }
        : { status: 401, body: { error: 'credentials' } }
    },
    signUp({ body }) {
      return { status: 201, body: { created: (Object(body) as { username?: string }).username } }
    },
    signOut({ headers, body }) {
      const family =
        access.get(rules.tokenOf(headers) ?? '')?.family ??
        refresh.get(String(rules.refreshTokenOf(body)))
      if (family) family.isEnded = true
      return { status: 200, body: { signedOut: family !== undefined } }
    },
    refresh: refreshed,
    getSession: personal,
    me: personal,
  }

  function personal(request: BackendRequest): Answer {
    const person = familyOf(request)?.person
    return person === undefined
      ? { status: 401, body: { error: 'unauthorized' } }
      : { status: 200, body: sessionOf(person) }
  }

  function answerOf(request: BackendRequest): Answer {
    const { action } = request
    return action ? answers[action](request) : { status: 404, body: { error: 'nothing here' } }
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    allowCrossOrigin(incoming, response)
    if (incoming.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    const { pathname } = new URL(incoming.url ?? '/', 'http://backend')
    const names = Object.keys(rules.paths) as BackendAction[]
    const action = names.find((name) => pathname.endsWith(rules.paths[name]))
    const request: BackendRequest = {
      action,
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: await readBody(incoming),
      status: 0,
    }
    requests.push(request)
    const refused = action && rules.refuse[action]
    // What is done is done when the request comes in, whenever its answer arrives.
    const answer = refused ? { status: refused, body: { error: 'refused' } } : answerOf(request)
    const held = action && holds.get(action)
    held?.arrived()
    await held?.opened
    if (action && rules.delay[action]) await sleep(rules.delay[action])
    if (action && rules.cut[action]) {
      incoming.socket.destroy()
      return
    }
    request.status = answer.status
    const isGood = action && answer.status < 300
    if (isGood) response.setHeader('set-cookie', [...(rules.cookies[action] ?? [])])
    const body = (isGood ? rules.shape[action]?.(answer.body) : undefined) ?? answer.body
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`

  return {
    url,
    base: `${url}/api`,
    requests,
    rules,
    reuses: () => reuses,
    actions: () => requests.flatMap(({ action }) => action ?? []),
    countOf: (action) => requests.filter((request) => request.action === action).length,
    issue,
    hold(action) {
      let waits = 0
      let notices: (() => void)[] = []
      let release = (): void => undefined
      const opened = new Promise<void>((resolve) => (release = resolve))
      const arrived = (): void => {
        waits += 1
        for (const notice of notices) notice()
        notices = []
      }
      holds.set(action, { arrived, opened })
      return {
        release,
        async waiting(count = 1) {
          while (waits < count) await new Promise<void>((resolve) => notices.push(resolve))
        },
      }
    },
    reset() {
      requests.length = 0
      reuses = 0
      holds.clear()
      Object.assign(rules, defaultRules())
    },
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

function defaultRules(): BackendRules {
  return {
    paths: {
      signIn: '/login',
      signUp: '/register',
      signOut: '/logout',
      getSession: '/session',
      refresh: '/refresh',
      me: '/me',
    },
    accessLife: 900,
    isOpaque: false,
    rotates: true,
    tokenOf: ({ authorization }) => /^Bearer (.+)$/.exec(authorization ?? '')?.[1],
    refreshTokenOf: (body) => (Object(body) as { refreshToken?: unknown }).refreshToken,
    shape: {},
    cookies: {},
    refuse: {},
    delay: {},
    cut: {},
  }
}

/** What is known of a person; `admin` may more than others. */
function sessionOf(person: string): unknown {
  const roles = person === 'admin' ? ['admin', 'member'] : ['member']
  return { id: person, user: { name: person, roles }, permissions: [`${person}:write`] }
}

function sign(claims: Record<string, unknown>): string {
  const encode = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${text}.${createHmac('sha256', signingKey).update(text).digest('base64url')}`
}

function allowCrossOrigin({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return
  response.setHeader('access-control-allow-origin', headers.origin)
  response.setHeader('access-control-allow-credentials', 'true')
  response.setHeader('access-control-max-age', '600')
  response.setHeader('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
  response.setHeader(
    'access-control-allow-headers',
    headers['access-control-request-headers'] ?? '*',
  )
  response.setHeader('vary', 'origin')
}

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  let text = ''
  incoming.setEncoding('utf8')
  for await (const piece of incoming) text += String(piece)
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
