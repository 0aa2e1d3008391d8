/**
 * What the session client and the parts of it that not every page needs share.
 *
 * @module
 */
import type { Session } from '../core/session.ts'
import type { ServerClock } from './clock.ts'
import type { EndpointClient, Reply } from './endpoint-client.ts'
import type { Environment } from './environment.ts'
import type { RevalidationOptions } from './revalidation.ts'
import type { SessionStoreControl, VersionedSession } from './session-store.ts'
import type { SignInContext } from './sign-in.ts'

/** The client, as far as its other parts have to do with it. */
export interface SessionCore {
  readonly endpoints: EndpointClient
  readonly store: SessionStoreControl
  readonly now: () => number
  readonly clock: ServerClock
  /** The page; `undefined` on a server. What the options say goes before it. */
  readonly environment: Environment | undefined
  /** Of when to ask again the present values count. */
  readonly options: RevalidationOptions & {
    readonly href?: SignInContext['href'] | undefined
    readonly navigate?: SignInContext['navigate'] | undefined
  }
  /** The question for the session that is under way, if one is. */
  readonly reading: () => Promise<unknown> | undefined
  /** Asks for the session. Resolves to `false` if something newer had overtaken the answer. */
  readonly read: () => Promise<boolean>
  /** The same, after the updates that are under way. */
  readonly getSession: () => Promise<Session | null>
  /**
   * Takes over the reply to a question about the session.
   *
   * @param revision The store's, when the question was asked.
   * @returns Whether the reply counted: `false` if something newer had overtaken it.
   */
  readonly settle: (reply: Reply, revision: number) => boolean
  /** Takes over what is certain. */
  readonly accept: (data: Session | null, time: number | undefined) => void
  /** Takes over what somebody else was answered, if it is newer. Returns whether it was. */
  readonly receive: (state: VersionedSession) => boolean
  /** Tells the other tabs what is known here. */
  readonly tell: () => void
  /** Begins the interval of revalidation anew. */
  readonly rearm: () => void
  /** When something was last changed from here, by the clock of this device. */
  changedAt: number
  isDisposed: boolean
}
