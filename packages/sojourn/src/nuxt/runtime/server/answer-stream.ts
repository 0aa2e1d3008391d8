/**
 * Streams as answers of h3, which ends with their visitors.
 *
 * @module
 */
import type { H3Event } from 'h3'

/**
 * A stream for h3 to write, that is cancelled when the visitor goes: on `node:http` h3 would read on, for nobody.
 * Elsewhere the platform does it.
 */
export function untilClosed(
  event: H3Event,
  body: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  const { res } = event.node
  // What stands in for a response where there is none has no connection.
  if (!(res.socket as typeof res.socket | undefined)) return body
  const reader = body.getReader()
  const leave = async (): Promise<void> => reader.cancel()
  const listener = (): void => {
    leave().catch(() => undefined)
  }
  if (res.destroyed) listener()
  else res.once('close', listener)
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: leave,
  })
}
