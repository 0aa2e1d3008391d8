/**
 * The event stream of a session: what `GET /events` answers with.
 *
 * It says that the page should ask again, and never what has changed: no id, nothing personal, no secret.
 *
 * What the browser itself did, its pages tell one another, and when a session runs out they know by its end. The stream
 * waits with both for a moment: pages that know it by then have closed it, and only the others need ask.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html | HTML, server-sent events}
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { unattended, watchSession } from './watched-session.ts'

/** Streams of one process, so that nobody can fill its memory with them: each costs some ten kilobytes. */
const maxStreams = 10_000

/** Milliseconds between two signs of life. Proxies cut what is silent for a minute, or half of it. */
const heartbeat = 20_000

/** Milliseconds after which a stream is ended, give or take a tenth: its browser opens another one. */
const maxAge = 60 * 60 * 1000

/** Milliseconds for which the stream keeps to itself what the browser knows by then. */
const holdBack = 1000

/** Milliseconds that a browser is to wait before it opens a stream that was lost. */
const greeting = 'retry: 3000\n\n'

const changed = 'event: session\ndata: {"change":"changed"}\n\n'
const ended = 'event: session\ndata: {"change":"ended"}\n\n'
const alive = ':\n\n'

/**
 * Opens the stream of a request's session.
 *
 * It ends with the session, after an hour, and when nobody takes what it says: a host may not notice that its visitor
 * has gone, or had gone before the answer was there.
 *
 * @returns `null` if nobody is signed in.
 * @throws {AuthError} `streams_exceeded`, `storage_unavailable`.
 */
export async function openEventStream(
  engine: Engine,
  request: SessionRequest,
): Promise<ReadableStream<Uint8Array> | null> {
  const { watches } = engine
  if (watches.streams >= maxStreams) throw authError('streams_exceeded')
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let stopWatching: (() => void) | undefined
  /** The last word, once there is one to be said. */
  let lastWord: string | undefined
  let waiting: string | undefined
  let isOver = false
  const timers: ReturnType<typeof setTimeout>[] = []

  function say(text: string): void {
    if (isOver) return
    // Who has not taken what was said before gets one word for all that came since.
    if (isTaken()) controller?.enqueue(encoder.encode(text))
    else waiting = text
  }

  function isTaken(): boolean {
    return (controller?.desiredSize ?? 0) > 0
  }

  function finish(text = lastWord): void {
    if (isOver) return
    if (text !== undefined) controller?.enqueue(encoder.encode(text))
    controller?.close()
    release()
  }

  function release(): void {
    if (isOver) return
    isOver = true
    watches.streams--
    for (const timer of timers) clearTimeout(timer)
    stopWatching?.()
  }

  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
      own.enqueue(encoder.encode(greeting))
    },
    pull() {
      if (waiting === undefined || isOver) return
      controller?.enqueue(encoder.encode(waiting))
      waiting = undefined
    },
    cancel: release,
  })

  watches.streams++
  try {
    const stop = await watchSession(engine, request, {
      isStream: true,
      onChange: () => say(changed),
      onEnd(cause) {
        lastWord = ended
        if (cause !== 'revoked') timers.push(unattended(setTimeout(finish, holdBack)))
        else finish()
      },
    })
    if (stop === null) {
      release()
      return null
    }
    stopWatching = stop
  } catch (error) {
    release()
    throw error
  }
  // Gone meanwhile, or over before it began.
  if (isOver) stopWatching()
  else {
    timers.push(unattended(setInterval(beat, heartbeat)))
    timers.push(unattended(setTimeout(finish, maxAge * (0.9 + 0.1 * Math.random()))))
  }
  return body

  function beat(): void {
    if (isTaken() && lastWord === undefined) say(alive)
    else finish()
  }
}
