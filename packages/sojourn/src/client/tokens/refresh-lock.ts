/**
 * The refresh lock: one tab of this browser refreshes at a time.
 *
 * It is no more than a courtesy towards backends that punish a second use of a refresh token. Nobody waits for it
 * longer than five seconds, as a tab that holds it may be frozen; and where there are no locks, as on a page without
 * TLS, each tab is on its own. What is right does not depend on it: that is decided by the cookies, which are read
 * again before a request and after it.
 *
 * @module
 */
import type { Environment } from '../environment.ts'

/** How long to wait for another tab, in milliseconds. */
const patience = 5000

/** As much of the browser's locks as is needed. */
export type Locks = Pick<LockManager, 'request'>

/** The locks of this browser; `undefined` where there are none, as on a server. */
export function browserLocks(): Locks | undefined {
  return globalThis.navigator?.locks
}

/**
 * Runs a task while no other tab runs one under the same name, or after five seconds in any case.
 *
 * @param locks `undefined`: runs it at once.
 */
export async function withRefreshLock<T>(
  locks: Locks | undefined,
  environment: Environment | undefined,
  name: string,
  task: () => Promise<T>,
): Promise<T> {
  if (!locks || !environment) return task()
  const waiting = new AbortController()
  let running: Promise<T> | undefined
  const cancel = environment.schedule(() => waiting.abort(), patience)
  try {
    await locks.request(name, { signal: waiting.signal }, () => {
      cancel()
      running = task()
      return running
    })
  } catch {
    // Not granted in time or not at all; or the task itself failed, which is told below.
    cancel()
  }
  return running ?? task()
}
