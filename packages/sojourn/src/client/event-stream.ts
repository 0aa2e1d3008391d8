/**
 * The event stream: listens to what the server tells of a session, until it ends.
 *
 * Not by `EventSource`, which says neither with which status it was refused, nor that a connection which seems open has
 * been silent for too long: a server tells at least every 20 seconds that it is there, and a laptop that has slept, or
 * a proxy that keeps things back, shows only by that.
 *
 * @module
 */

/** What a stream needs, and whom it tells. */
export interface EventStreamOptions {
  readonly url: string
  readonly fetch: typeof fetch
  /** Closes the stream. */
  readonly signal: AbortSignal
  readonly schedule: (run: () => void, delay: number) => () => void
  /** The first bytes have come. */
  readonly onOpen: () => void
  /** The session has changed or ended. */
  readonly onSession: () => void
}

/** Without a word for so long, in milliseconds, a stream is dead. */
const silence = 50_000

/** More than any event is. */
const longestEvent = 10_000

/**
 * Listens until the stream ends, is silent for too long, or is closed. Never rejects.
 *
 * @returns The status: 200 if it was a stream, 406 if it was something else, 0 if there was no answer.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream | HTML, event streams}
 */
export async function followEvents(options: EventStreamOptions): Promise<number> {
  const { url, signal, schedule, onOpen, onSession } = options
  const own = new AbortController()
  const close = (): void => own.abort()
  let cancel = schedule(close, silence)
  let status = 0
  signal.addEventListener('abort', close)
  if (signal.aborted) close()
  try {
    const response = await options.fetch(url, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal: own.signal,
    })
    status = response.status
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    if (status !== 200 || !isStream || !response.body) return status === 200 ? 406 : status
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    let isOpen = false
    let text = ''
    while (text.length < longestEvent) {
      const { done, value } = await reader.read()
      if (done || own.signal.aborted) break
      cancel()
      cancel = schedule(close, silence)
      if (!isOpen) onOpen()
      isOpen = true
      text += decoder.decode(value, { stream: true })
      const events = text.split(/\r\n\r\n|\n\n|\r\r/)
      text = events.pop() as string
      for (const event of events) if (/^event: ?session\r?$/m.test(event)) onSession()
    }
  } catch {
    // Down, or closed from here.
  } finally {
    cancel()
    signal.removeEventListener('abort', close)
    close()
  }
  return status
}
