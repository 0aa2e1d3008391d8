/**
 * A session that is watched: when it ends, and what is learnt of it meanwhile.
 *
 * What this process does to the session is heard at once (`core/session-news.ts`). What another one does is found by
 * asking the storage about it now and then; all who watch the same session share these questions. Of a session that is
 * only sealed nobody can be asked: it ends when its seal does, as far as this process knows of it.
 *
 * Each watcher has a timer of its own, although one for the session would do: in a worker a timer ends with the
 * request that began it.
 *
 * @module
 */
import { asAuthError, authError } from '../../core/errors.ts'
import { hearSessionNews, type SessionEndCause, type SessionNews } from '../../core/session-news.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { log } from '../failure.ts'
import { forgetChecked } from '../session/recorded-session.ts'
import type { LocatedSession, SessionState } from '../session/session-strategy.ts'

/** Milliseconds between two questions about one session, give or take a fifth: at least, and at most. */
const [shortInterval, longInterval] = [600, 5000]

/** Questions a second that a process keeps to, as far as the longest interval lets it. */
const questionRate = 200

/** Milliseconds after which a question without an answer is asked anew. */
const patience = 30_000

/**
 * Milliseconds between two changes of a person that are found by asking: a column that is written at each read would
 * else have each browser ask all the time.
 */
const changeInterval = 60_000

/** Milliseconds that a timer can wait at most. */
const maxDelay = 0x7fff_ffff

/** Streams of one session. A browser has one; a few more while connections are lost and opened anew. */
const maxStreams = 10

/** Who wants to know. */
export interface Watcher {
  /** Whether it counts as an open stream. */
  readonly isStream: boolean
  /** What the session says may be something else now. */
  readonly onChange: () => void
  /** It has ended. Called once, and nothing afterwards. */
  readonly onEnd: (cause: SessionEndCause) => void
}

/** A session that somebody watches. */
export interface WatchedSession extends SessionState {
  readonly located: LocatedSession
  readonly engine: Engine
  /** With their timers. */
  readonly watchers: Map<Watcher, ReturnType<typeof setTimeout>>
  expiresAt: number
  version: string | undefined
  /** When a change was last found, and when a question was last begun, by a clock that only runs. */
  toldAt: number
  askedAt: number
  /** Whether something has happened that the answer to the present question may not know. */
  isDue: boolean
  /** The present round of questions. */
  round: object | undefined
}

/**
 * Watches the session of a request.
 *
 * What happens between the moment when it is read and the moment when it is watched is not missed.
 *
 * @returns Stops it; `null` if the request has no session. A session that has ended by then has told so already.
 * @throws {AuthError} `streams_exceeded`, `storage_unavailable`.
 */
export async function watchSession(
  engine: Engine,
  request: SessionRequest,
  watcher: Watcher,
): Promise<(() => void) | null> {
  const missed: SessionNews[] = []
  const stopHearing = hearSessionNews((news) => missed.push(news))
  try {
    const located = await engine.strategy.locate(engine, request)
    if (located === null) return null
    const session = enter(engine, located)
    const { watchers } = session
    const streams = [...watchers.keys()].filter(({ isStream }) => isStream).length
    if (watcher.isStream && streams >= maxStreams) throw authError('streams_exceeded')
    watchers.set(watcher, schedule(session, watcher))
    for (const news of missed) {
      // Who watched it before has heard it; and it may have ended by the last one.
      if (watchers.has(watcher)) hear(session, news, [watcher])
    }
    return () => leave(session, watcher)
  } finally {
    stopHearing()
  }
}

/** The session among those that are watched. */
function enter(engine: Engine, located: LocatedSession): WatchedSession {
  const { watches } = engine
  const [name] = located.names
  const known = watches.sessions.get(name)
  if (known !== undefined) {
    // A question that was asked just now, or a cookie that may be newer.
    if (located.ask !== undefined) learn(known, located)
    else known.expiresAt = Math.max(known.expiresAt, located.expiresAt)
    if (watches.sessions.get(name) === known) return known
  }
  const session: WatchedSession = {
    located,
    engine,
    watchers: new Map(),
    expiresAt: located.expiresAt,
    version: located.version,
    toldAt: -Infinity,
    askedAt: performance.now(),
    isDue: false,
    round: undefined,
  }
  watches.sessions.set(name, session)
  watches.stopHearing ??= hearSessionNews((news) => {
    for (const watched of watches.sessions.values()) hear(watched, news)
  })
  return session
}

function leave(session: WatchedSession, watcher: Watcher): void {
  clearTimeout(session.watchers.get(watcher))
  session.watchers.delete(watcher)
  if (session.watchers.size === 0) remove(session)
}

function remove(session: WatchedSession): void {
  const { located } = session
  const { watches } = session.engine
  // Another one may stand there by now.
  if (watches.sessions.get(located.names[0]) === session) watches.sessions.delete(located.names[0])
  if (watches.sessions.size > 0) return
  watches.stopHearing?.()
  watches.stopHearing = undefined
}

/** @param to Whom a change is told. Default: all who watch the session. */
function hear(session: WatchedSession, news: SessionNews, to?: readonly Watcher[]): void {
  const { names, userId, ask, lastAt } = session.located
  switch (news.kind) {
    case 'ended':
      if (names.some((name) => news.names.includes(name))) end(session, news.cause)
      break
    case 'renewed':
      // Of one with a record the storage knows more.
      if (ask === undefined && names.includes(news.name)) {
        session.expiresAt = Math.max(session.expiresAt, Math.min(news.expiresAt, lastAt))
      }
      break
    case 'doubtful':
      if (ask !== undefined && userId === news.userId) question(session)
      break
    case 'changed':
      if (userId !== news.userId) break
      // Known from now on: the next answer is not to tell it again.
      session.version = undefined
      if (news.except === undefined || !names.includes(news.except)) change(session, to)
      break
  }
}

function schedule(session: WatchedSession, watcher: Watcher): ReturnType<typeof setTimeout> {
  const left = session.expiresAt - session.engine.config.now()
  // One that seems over and is still there waits for the storage.
  const delay = Math.min(left > 0 ? left : Infinity, pauseOf(session))
  return unattended(setTimeout(() => look(session, watcher), Math.max(delay, 10)))
}

/** Counts from the last question, whichever watcher caused it. Not less than half, as its answer may be slow. */
function pauseOf(session: WatchedSession): number {
  if (session.located.ask === undefined) return maxDelay
  const interval = intervalOf(session)
  const since = performance.now() - session.askedAt
  return Math.max(interval * (0.8 + 0.4 * Math.random()) - since, interval / 2)
}

/** The more sessions are watched, the less often each is asked about. */
function intervalOf({ engine }: WatchedSession): number {
  const wanted = (engine.watches.sessions.size / questionRate) * 1000
  return Math.min(Math.max(wanted, shortInterval), longInterval)
}

/** A timer that keeps no process alive: whoever waits has a connection that does. */
export function unattended<Timer>(timer: Timer): Timer {
  ;(timer as { unref?: () => void }).unref?.()
  return timer
}

/** What a watcher does now and then. */
function look(session: WatchedSession, watcher: Watcher): void {
  const isOver = session.expiresAt <= session.engine.config.now()
  if (session.located.ask === undefined) {
    if (isOver) return end(session, 'expired')
  } else if (isOver || performance.now() - session.askedAt >= intervalOf(session) / 2)
    question(session)
  session.watchers.set(watcher, schedule(session, watcher))
}

/** Asks, once the present question is answered. */
function question(session: WatchedSession): void {
  session.isDue = true
  if (session.round === undefined || performance.now() - session.askedAt > patience) {
    void askWhileDue(session)
  }
}

async function askWhileDue(session: WatchedSession): Promise<void> {
  const { engine, watchers, located } = session
  const round = (session.round = {})
  while (session.isDue && session.round === round && watchers.size > 0) {
    session.isDue = false
    session.askedAt = performance.now()
    try {
      learn(session, (await located.ask?.()) ?? null)
      engine.watches.isFailing = false
    } catch (thrown) {
      // The session stays as it was last known; it is asked about again.
      if (!engine.watches.isFailing) log(engine, asAuthError(thrown, 'storage_unavailable'))
      engine.watches.isFailing = true
    }
  }
  if (session.round === round) session.round = undefined
}

/** What an answer says. */
function learn(session: WatchedSession, state: SessionState | null): void {
  const time = session.engine.config.now()
  const expiresAt = state === null ? session.expiresAt : state.expiresAt
  if (expiresAt <= time) return end(session, 'expired')
  if (state === null) return end(session, 'revoked')
  session.expiresAt = expiresAt
  session.version ??= state.version
  if (session.version === state.version) return
  const now = performance.now()
  // Compared again at the next question.
  if (now - session.toldAt < changeInterval) return
  session.toldAt = now
  session.version = state.version
  change(session)
}

function change({ watchers }: WatchedSession, to: Iterable<Watcher> = watchers.keys()): void {
  for (const watcher of to) watcher.onChange()
}

function end(session: WatchedSession, cause: SessionEndCause): void {
  const { engine, located, watchers } = session
  const ended = [...watchers]
  watchers.clear()
  remove(session)
  // What was asked before it was over is not to be believed when its browser asks now.
  for (const name of located.names) forgetChecked(engine, name)
  for (const [watcher, timer] of ended) {
    clearTimeout(timer)
    watcher.onEnd(cause)
  }
}
