/**
 * Presence: what follows from a page being open and somebody being there.
 *
 * The session is kept alive (`keep-alive.ts`), the server tells of changes (`push.ts`), what is known is there on
 * another day (`last-session.ts`), and a server that could not be asked is asked again (`recovery.ts`). Loaded when the
 * page has settled: see `session-client.ts`.
 *
 * Each part looks at everything that is known whenever anything is different, and makes its listeners and timers what
 * they have to be by then. So no order of events can leave one behind.
 *
 * @module
 */
import { createKeepAlive } from './keep-alive.ts'
import { createLastSession } from './last-session.ts'
import { browserPresence } from './presence-page.ts'
import { createRecovery } from './recovery.ts'
import type { createPush } from './push.ts'
import type { Presence, SessionCore } from './session-core.ts'

/**
 * Begins all of it for one client; on a server there is nothing to begin.
 *
 * @param importPush Loads what only applications with `push` need. Replaced where that is to fail.
 */
export function createPresence(
  core: SessionCore,
  importPush: () => Promise<{ readonly createPush: typeof createPush }> = () => import('./push.ts'),
): Presence | undefined {
  const { environment } = core
  if (!environment) return undefined
  const page = environment.presence ?? browserPresence()
  const lastSession = createLastSession(core, page)
  let wasFrozen = false
  const onFrozen = (isFrozen: boolean): void => {
    // What was asked before is of no use afterwards, and nobody knows what has happened meanwhile.
    if (isFrozen) core.store.overtake()
    else if (wasFrozen && core.store.get().data && environment.isVisible()) void core.getSession()
    wasFrozen = isFrozen
  }
  let leave: (() => void) | undefined
  const recovery = createRecovery(core, environment)
  const parts: Pick<Presence, 'notice'>[] = [
    lastSession,
    createKeepAlive(core, environment, page),
    recovery,
  ]
  let isPushed = false

  const notice = (): void => {
    if (core.options.push && core.isActive && !isPushed) {
      isPushed = true
      importPush().then(
        ({ createPush }) => {
          parts.push(createPush(core, environment, page))
          notice()
        },
        () => {
          isPushed = false
        },
      )
    }
    if (core.isActive) leave ??= page.onFrozen(onFrozen)
    else {
      leave?.()
      leave = undefined
    }
    for (const part of parts) part.notice()
  }

  const { error, refreshedAt } = core.store.get()
  // This has come late: what the server had said by then, and what is to be shown in place of nothing.
  if (error) recovery.failed(error.cause)
  if (error && refreshedAt === undefined) queueMicrotask(() => core.store.fail(error.cause))
  notice()
  return {
    notice,
    failed(cause) {
      recovery.failed(cause)
      // After the state has changed.
      queueMicrotask(notice)
      return core.store.get().refreshedAt === undefined ? lastSession.recall() : undefined
    },
  }
}
