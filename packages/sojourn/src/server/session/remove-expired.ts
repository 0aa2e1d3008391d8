/**
 * Removing what has expired from the storage: little by little, after sign-ins, and nobody waits for it.
 *
 * @module
 */
import { asAuthError } from '../../core/errors.ts'
import { isAtomic } from '../../core/storage.ts'
import type { Engine } from '../engine.ts'
import { log } from '../failure.ts'

/** Rows of one kind that go at once: some milliseconds of a database's time. */
const batch = 500

/** Milliseconds between two batches, unless the last one has left something. */
const interval = 60_000

/** Removes a batch, if it is time. */
export function removeExpired(engine: Engine): void {
  const { storage, now } = engine.config
  if (storage === undefined || !isAtomic(storage) || now() < engine.cleaning.dueAt) return
  engine.cleaning.dueAt = now() + interval
  // In a promise from the beginning: whoever signs in has no part in what fails here.
  Promise.resolve()
    .then(() => storage.removeExpired(now(), batch))
    .then(
      (removed) => {
        if (removed >= batch) engine.cleaning.dueAt = now()
      },
      (cause: unknown) => log(engine, asAuthError(cause, 'storage_unavailable')),
    )
}
