/**
 * Watches the session of one tab from outside and tells the panel; does what the panel says. In development only.
 *
 * The client knows nothing of it: requests are seen in passing, and why one was made is told by what happened just
 * before. So nothing of this has to be in an application that is built.
 *
 * @module
 */
import { isRecord, timeHeader } from '../../core/protocol.ts'
import { type Cause, channelName, type Command, type Message, type TabReport } from './messages.ts'

/** What is watched. */
export interface Watched {
  readonly provider: TabReport['provider']
  readonly get: () => {
    readonly status: string
    readonly data: unknown
    readonly error: { readonly code: string } | undefined
    readonly pending: boolean
    readonly refreshedAt: number | undefined
  }
  readonly subscribe: (listener: () => void) => () => void
  /** The methods that an application calls; they are replaced by ones that are noticed. */
  readonly auth: Record<string, unknown>
  /** The access token; `null` if there is none, or it cannot be seen. */
  readonly token: () => string | null
  /** Has the access token end. */
  readonly endToken: () => void
  /** Whether an address is one of those that the client asks. */
  readonly isOurs: (url: URL) => boolean
}

/** Begins to watch. Returns what ends it, with everything as it was. */
export function observe(watched: Watched): () => void {
  const { get, auth } = watched
  const tab = Math.random().toString(36).slice(2)
  const channel = new BroadcastChannel(channelName)
  const cleanups: (() => void)[] = []
  let trigger: Cause | undefined
  let last: TabReport['last'] = { cause: 'rendered', at: get().refreshedAt ?? Date.now() }
  let asked: Cause | undefined
  let offset: number | null = null
  let isOffline = false
  let notice = ''
  let before = get()

  function report(): void {
    const { status, data, error, pending, refreshedAt } = get()
    const expires = isRecord(data) && typeof data['expires'] === 'string' ? data['expires'] : ''
    post({
      type: 'report',
      tab,
      path: location.pathname,
      provider: watched.provider,
      status,
      data: data ?? null,
      error: error?.code ?? null,
      isPending: pending,
      refreshedAt: refreshedAt ?? null,
      offset,
      expiresAt: Date.parse(expires) || null,
      tokenExpiresAt: endOf(watched.token()),
      last,
      isOffline,
      notice,
    })
  }

  function post(message: Message): void {
    // As text: a session may be wrapped in a proxy, which cannot be cloned.
    channel.postMessage(JSON.stringify(message))
  }

  /** What happens until the present task has ended, happens because of this. */
  function mark(cause: Cause): void {
    trigger = cause
    setTimeout(() => {
      if (trigger === cause) trigger = undefined
    })
  }

  function onChange(): void {
    const now = get()
    const isNews = now.data !== before.data || now.refreshedAt !== before.refreshedAt
    if (isNews && !now.pending && !before.pending && asked === undefined) {
      last = {
        cause: now.data
          ? 'other tab'
          : expiryOf(before.data) <= Date.now() + (offset ?? 0)
            ? 'expiry'
            : 'other tab',
        at: Date.now(),
      }
    } else if (isNews && asked !== undefined) {
      last = { cause: asked, at: Date.now() }
    }
    if (!now.pending) asked = undefined
    before = now
    report()
  }

  const realFetch = globalThis.fetch
  async function watchedFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
    const url = URL.parse(input instanceof Request ? input.url : String(input), location.href)
    if (url === null || !watched.isOurs(url)) return realFetch(input, init)
    // The stream of `push` is no question: what changes while it is open has other causes.
    if (!url.pathname.endsWith('/events')) asked ??= trigger ?? 'interval'
    if (isOffline) throw new TypeError('Failed to fetch (offline by the DevTools panel)')
    const startedAt = Date.now()
    const response = await realFetch(input, init)
    const time = Number(response.headers.get(timeHeader) ?? NaN)
    if (Number.isFinite(time)) offset = Math.round(time - (startedAt + Date.now()) / 2)
    // What follows at once, a refresh and a second try, is because of it.
    if (response.status === 401) asked = '401'
    return response
  }
  globalThis.fetch = watchedFetch
  cleanups.push(() => {
    if (globalThis.fetch === watchedFetch) globalThis.fetch = realFetch
  })

  for (const [event, cause] of [
    ['visibilitychange', 'focus'],
    ['online', 'reconnect'],
  ] as const) {
    const listener = (): void => mark(cause)
    // While it is caught, so before anybody else hears of it.
    addEventListener(event, listener, { capture: true })
    cleanups.push(() => removeEventListener(event, listener, { capture: true }))
  }

  for (const [name, method] of Object.entries(auth)) {
    if (typeof method !== 'function') continue
    auth[name] = (...args: unknown[]): unknown => {
      mark('manual')
      asked = 'manual'
      return (method as (...own: unknown[]) => unknown)(...args)
    }
    cleanups.push(() => {
      auth[name] = method
    })
  }

  const call = async (name: string, ...args: unknown[]): Promise<unknown> =>
    (auth[name] as (...own: unknown[]) => unknown)(...args)

  const commands: Record<Command, () => Promise<string> | string> = {
    expire() {
      if (watched.provider === 'local') {
        watched.endToken()
        return 'The access token has ended.'
      }
      const end = expiryOf(get().data)
      if (!Number.isFinite(end)) return 'This session does not say when it ends.'
      atTime(end + 1000, () =>
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
      )
      last = { cause: 'expiry', at: Date.now() }
      return 'This tab believes that the session has ended. Refetch to hear otherwise.'
    },
    offline() {
      isOffline = true
      return 'Requests for the session fail in this tab.'
    },
    online() {
      isOffline = false
      dispatchEvent(new Event('online'))
      return ''
    },
    async refetch() {
      await call('getSession')
      return ''
    },
    async revoke() {
      if (watched.provider === 'local') {
        await call('signOut', { redirect: false })
        return 'Signed out.'
      }
      const left = await call('revokeSessions', 'all')
      return left === null
        ? 'The server keeps no list of sessions, so only signing out ends this one.'
        : 'Every session of this person has ended.'
    },
  }

  async function obey(command: Command): Promise<void> {
    try {
      notice = await commands[command]()
    } catch (error) {
      notice = String(error)
    }
    report()
  }

  channel.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.type === 'hello') report()
    else if (message.type === 'command' && message.tab === tab) void obey(message.command)
  }
  cleanups.push(watched.subscribe(onChange))
  const leave = (): void => post({ type: 'gone', tab })
  addEventListener('pagehide', leave)
  addEventListener('pageshow', report)
  cleanups.push(() => {
    removeEventListener('pagehide', leave)
    removeEventListener('pageshow', report)
    leave()
    channel.close()
  })
  report()

  return () => {
    for (const cleanup of cleanups.toReversed()) cleanup()
  }
}

/** Runs something at another time. Only what asks for the time in the meantime sees it. */
function atTime(time: number, run: () => void): void {
  const { now } = Date
  Date.now = () => time
  try {
    run()
  } finally {
    Date.now = now
  }
}

/** When a session ends, in milliseconds since the epoch; NaN if it does not say. */
function expiryOf(data: unknown): number {
  const expires = isRecord(data) ? data['expires'] : undefined
  return typeof expires === 'string' ? Date.parse(expires) : NaN
}

/** When a token ends that is a JWT and says so (RFC 7519, section 4.1.4), in milliseconds since the epoch. */
function endOf(token: string | null): number | null {
  try {
    const body = token?.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''
    const claims: unknown = JSON.parse(atob(body))
    const end = isRecord(claims) ? Number(claims['exp']) * 1000 : NaN
    return Number.isFinite(end) ? end : null
  } catch {
    return null
  }
}
