/**
 * The body of a request, for readers that may stop early.
 *
 * @module
 */
import { getRequestWebStream, type H3Event } from 'h3'

/**
 * The body of a request; `undefined` if there is none.
 *
 * h3 goes on writing to a stream that was cancelled, which ends the process, so what is not wanted of it is read and
 * dropped.
 */
export function bodyOf(event: H3Event): ReadableStream<Uint8Array> | undefined {
  const reader = (getRequestWebStream(event) as ReadableStream<Uint8Array> | undefined)?.getReader()
  if (reader === undefined) return undefined
  const drop = async (): Promise<void> => {
    while (!(await reader.read()).done);
  }
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel() {
      // Nobody waits for it: the answer goes out meanwhile.
      drop().catch(() => undefined)
    },
  })
}
