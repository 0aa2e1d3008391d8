/**
 * An event stream as a page reads it.
 *
 * @module
 */

/** A stream that is being read. */
export interface EventReader {
  /** All that has come so far. */
  readonly text: () => string
  /** Waits until a text has come, or the stream has ended. */
  readonly until: (text: string) => Promise<void>
  /** All that came, once the server has ended it. */
  readonly ended: Promise<string>
  /** Leaves, as a page does that is closed. */
  readonly leave: () => Promise<void>
}

/** Begins to read an answer. */
export function readEvents(response: Response): EventReader {
  const reader = (response.body ?? new Blob([]).stream()).getReader()
  const decoder = new TextDecoder()
  let text = ''
  const waiting = new Set<() => void>()

  async function read(): Promise<string> {
    for (;;) {
      const { done, value } = await reader.read()
      text += decoder.decode(value, { stream: !done })
      for (const wake of waiting) wake()
      if (done) return text
    }
  }
  const ended = read()
  // Who leaves does not wait for the end.
  ended.catch(() => undefined)

  return {
    text: () => text,
    until: (wanted) =>
      Promise.race([
        ended.then(() => undefined),
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (text.includes(wanted)) resolve()
          }
          waiting.add(look)
          look()
        }),
      ]),
    ended,
    leave: () => reader.cancel(),
  }
}
