/**
 * Removing what has expired from the storage: little by little, after sign-ins, and nobody waits for it.
 *
 * @module
 */
import type { Backend } from './backend.ts'
import { describeError } from './describe-error.ts'

/** Rows of one kind that go at once: some milliseconds of a database's time. */
const batch = 500

/** Milliseconds between two batches, unless the last one has left something. */
const interval = 60_000

/** Removes a batch, if it is time. */
export function removeExpired({ storage, now, cleaning, logger }: Backend): void {
  if (now() < cleaning.dueAt) return
  cleaning.dueAt = now() + interval
  // In a promise from the beginning: whoever signs in has no part in what fails here.
  Promise.resolve()
    .then(() => storage.removeExpired(now(), batch))
    .then(
      (removed) => {
        if (removed >= batch) cleaning.dueAt = now()
      },
      (error: unknown) => logger.error('storage_unavailable', describeError(error)),
    )
    // A logger that throws has nobody left to tell.
    .catch(() => undefined)
}
