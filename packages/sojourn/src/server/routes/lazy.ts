/**
 * Handlers that are imported when they are first called.
 *
 * @module
 */
import type { Answer } from '../answer.ts'

/**
 * A handler that is loaded at its first call and kept: even a repeated `import()` takes its time.
 *
 * The handler is kept, not its promise: in a worker that would end with the request that made it.
 */
export function lazy<Context>(
  load: () => Promise<(context: Context) => Promise<Answer>>,
): (context: Context) => Promise<Answer> {
  let handler: ((context: Context) => Promise<Answer>) | undefined
  return async (context) => {
    handler ??= await load()
    return handler(context)
  }
}
