// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createServedClient } from '../../client/served-client.ts'
import { timeHeader } from '../../core/protocol.ts'
import type { Session } from '../../core/session.ts'
import { channelName, type Command, type Message, type TabReport } from './messages.ts'
import { observe } from './observer.ts'

const hour = 3_600_000
const realFetch = globalThis.fetch

let session: Session | null
let cleanups: (() => void)[]

beforeEach(() => {
  session = { user: { name: 'Ada' }, expires: new Date(Date.now() + hour).toISOString() }
  cleanups = []
  globalThis.fetch = async (input) => {
    const url = input instanceof Request ? input.url : input.toString()
    if (url.endsWith('/csrf')) return Response.json({ csrfToken: 'token' })
    if (url.endsWith('/sessions')) return Response.json({}, { status: 400 })
    if (!url.endsWith('/session')) return Response.json({ url: '/' })
    const headers = { [timeHeader]: String(Date.now() + 5000) }
    return Response.json(session ?? {}, { headers })
  }
})

afterEach(() => {
  for (const cleanup of cleanups.toReversed()) cleanup()
  globalThis.fetch = realFetch
})

/** A tab with a client that is watched, and a panel that hears of it. */
async function setUp(options: { session?: Session | null } = { session }) {
  const client = createServedClient({ ...options, now: () => Date.now(), throttle: 0 })
  const auth: Record<string, unknown> = {
    getSession: client.getSession,
    revokeSessions: client.revokeSessions,
  }
  const leave = client.store.subscribe(() => undefined)
  const stop = observe({
    provider: 'authjs',
    get: client.store.get,
    subscribe: client.store.subscribe,
    auth,
    token: () => null,
    endToken: () => undefined,
    isOurs: ({ pathname }) => pathname.startsWith('/api/auth'),
  })
  const panel = new BroadcastChannel(channelName)
  const messages: Message[] = []
  panel.onmessage = ({ data }: { data: unknown }) => {
    messages.push(JSON.parse(String(data)) as Message)
  }
  cleanups.push(() => panel.close(), leave, client.dispose, stop)
  const send = (message: Message): void => panel.postMessage(JSON.stringify(message))
  const reports = (): TabReport[] => messages.filter((message) => message.type === 'report')
  send({ type: 'hello' })
  await vi.waitFor(() => expect(reports()).not.toEqual([]))
  const tab = reports()[0]?.tab ?? ''
  return {
    client,
    auth,
    send,
    messages,
    command: (command: Command) => send({ type: 'command', tab, command }),
    /** Waits until the tab has told this. */
    told: (expected: Partial<TabReport> | Record<string, unknown>) =>
      vi.waitFor(() => expect(reports().at(-1)).toMatchObject(expected)),
  }
}

describe('the panel in DevTools', () => {
  it('is told of the session, its end, and that the page brought it', async () => {
    const { told } = await setUp()
    await told({
      provider: 'authjs',
      status: 'authenticated',
      data: { user: { name: 'Ada' } },
      expiresAt: Date.parse(session?.expires ?? ''),
      offset: null,
      tokenExpiresAt: null,
      last: { cause: 'rendered' },
    })
  })

  it('has a tab ask again, and sees how far the clock of the server is off', async () => {
    const { command, told } = await setUp()
    command('refetch')
    await told({ last: { cause: 'manual' }, isPending: false })
    await vi.waitFor(() => told({ offset: expect.closeTo(5000, -2) }))
  })

  it.each([
    ['focus', () => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))],
    ['reconnect', () => dispatchEvent(new Event('online'))],
  ])('is told that it was for %s', async (cause, happen) => {
    const { told } = await setUp()
    happen()
    await told({ last: { cause }, isPending: false })
  })

  it('is told what came by itself, and what came from another tab', async () => {
    const { client, told } = await setUp()
    await client.getSession()
    await told({ last: { cause: 'interval' }, isPending: false })
    client.adopt({ session: null, serverTime: Date.now() + hour })
    await told({ last: { cause: 'other tab' }, data: null })
  })

  it('takes the stream of `push` for no cause', async () => {
    const { client, told } = await setUp()
    await fetch('/api/auth/events')
    client.adopt({ session: null, serverTime: Date.now() + hour })
    await told({ last: { cause: 'other tab' }, data: null })
  })

  it('has a session end by the clock, without a request, and come back', async () => {
    const { command, told } = await setUp()
    command('expire')
    await told({ status: 'unauthenticated', last: { cause: 'expiry' } })
    command('refetch')
    await told({ status: 'authenticated', last: { cause: 'manual' } })
  })

  it('has requests fail, of the session alone, and work again', async () => {
    const { command, told } = await setUp()
    command('offline')
    await told({ isOffline: true })
    await expect(fetch('https://elsewhere.example/x')).resolves.toHaveProperty('status', 200)
    command('refetch')
    await told({ status: 'authenticated', error: 'session_unavailable' })
    command('online')
    await told({ isOffline: false, error: null, last: { cause: 'reconnect' } })
  })

  it('says so where sessions cannot be revoked', async () => {
    const { command, told } = await setUp()
    command('revoke')
    await told({ notice: expect.stringContaining('keeps no list') })
  })

  it('obeys for its own tab alone', async () => {
    const { send, told } = await setUp()
    send({ type: 'command', tab: 'another', command: 'offline' })
    send({ type: 'hello' })
    await told({ isOffline: false })
  })

  it('is told when the tab goes, and everything is then as it was', async () => {
    const before = globalThis.fetch
    const { auth, client, messages } = await setUp()
    expect(globalThis.fetch).not.toBe(before)
    for (const cleanup of cleanups.splice(2).toReversed()) cleanup()
    expect(globalThis.fetch).toBe(before)
    expect(auth['getSession']).toBe(client.getSession)
    await vi.waitFor(() => expect(messages.at(-1)).toMatchObject({ type: 'gone' }))
  })
})
