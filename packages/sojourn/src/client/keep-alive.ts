/**
 * Keep-alive: has the session renewed while its person is there.
 *
 * A page may be open for hours without a request that could renew the session. So from half of its time on the next
 * sign of the person asks the server, which renews it. It is the person who counts: an open page alone keeps nobody
 * signed in. Where a session cannot be prolonged any more, one answer is enough to know.
 *
 * @module
 */
import type { Environment, PresencePage } from './environment.ts'
import type { SessionCore } from './session-core.ts'

/** After a question that failed, in milliseconds. */
const pause = 60_000

/** Begins to watch over the sessions of one client. */
export function createKeepAlive(
  core: SessionCore,
  environment: Environment,
  page: PresencePage,
): { readonly notice: () => void } {
  const { store, clock } = core
  /** The end of the session that is watched, as the session has it. */
  let expires: string | undefined
  /** From when on it is to be renewed, by the server's clock. Not a number: never. */
  let dueAt = NaN
  let isAsking = false
  let leave: (() => void) | undefined

  function rest(): void {
    leave?.()
    leave = undefined
  }

  function listen(): () => void {
    const cleanups = [page.onPerson(ask), environment.listen('visibilitychange', ask)]
    return () => {
      for (const cleanup of cleanups) cleanup()
    }
  }

  function ask(): void {
    if (!environment.isVisible()) return
    rest()
    const before = expires
    isAsking = true
    void core.getSession().then(() => {
      const { data, error } = store.get()
      isAsking = false
      if (error) dueAt = clock.now() + pause
      else if (data?.expires === before) dueAt = NaN
      notice()
    })
  }

  function notice(): void {
    rest()
    const { data, refreshedAt } = store.get()
    if (data?.expires !== expires) {
      expires = data?.expires
      const learnedAt = clock.at(Number(refreshedAt))
      const endsAt = Date.parse(String(expires))
      dueAt = endsAt > learnedAt ? (learnedAt + endsAt) / 2 : NaN
    }
    if (core.renewAt !== undefined) {
      dueAt = core.renewAt
      core.renewAt = undefined
    }
    const wait = dueAt - clock.now()
    if (!core.isActive || !data || isAsking) return
    if (wait > 0) leave = environment.schedule(notice, wait)
    else if (wait <= 0) leave = listen()
  }

  return { notice }
}
