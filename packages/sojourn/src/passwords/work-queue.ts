/**
 * A queue for work that takes much memory: a few at once, some waiting, the others refused.
 *
 * @module
 */
import { authError } from '../core/errors.ts'

/** Does a piece of work when its turn comes. */
export type WorkQueue = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Makes a queue, in which who came first is served first. What it returns rejects with the {@link AuthError}
 * `passwords_busy`, at once, where too many wait already.
 *
 * @param limits.atWork How many at once.
 * @param limits.waiting How many more may wait.
 */
export function createWorkQueue(limits: {
  readonly atWork: number
  readonly waiting: number
}): WorkQueue {
  let atWork = 0
  const waiting: (() => void)[] = []

  return async (work) => {
    if (atWork < limits.atWork) {
      atWork += 1
    } else {
      if (waiting.length >= limits.waiting) {
        throw authError('passwords_busy', {
          cause: new Error(`${waiting.length} passwords wait to be hashed already.`),
        })
      }
      // Whoever is done hands on the place, so that nobody who comes in between can take it.
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else atWork -= 1
    }
  }
}
