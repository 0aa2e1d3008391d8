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
  const parts: Pick<Presence, 'notice'>[] = [
    lastSession,
    createKeepAlive(core, environment, page),
    createRecovery(core, environment),
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
    for (const part of parts) part.notice()
  }

  notice()
  return {
    notice,
    failed() {
      // After the state has changed.
      queueMicrotask(notice)
      return core.store.get().refreshedAt === undefined ? lastSession.recall() : undefined
    },
  }
}
