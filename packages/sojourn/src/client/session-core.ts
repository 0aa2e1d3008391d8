/**
 * What the session client and the parts of it that not every page needs share.
 *
 * @module
 */
import type { RegisteredSession } from '../core/session.ts'
import type { ServerClock } from './clock.ts'
import type { EndpointClient, Reply } from './endpoint-client.ts'
import type { Environment } from './environment.ts'
import type { ExpiryWatch } from './expiry.ts'
import type { PollingOptions } from './revalidation.ts'
import type { SessionStoreControl, VersionedSession } from './session-store.ts'
import type { SignInContext } from './sign-in.ts'

/** Options of what a client does while somebody is there. */
export interface PresenceOptions {
  /**
   * Whether the server tells of changes as they happen, by a stream of events that one tab listens to for all. While
   * there is none, it is asked every `refetchInterval` seconds, or every minute. Default `false`.
   */
  readonly push?: boolean | undefined
  /**
   * Shows the last known session, together with `error`, where a page begins while the server cannot be asked. It is
   * kept where every script of this origin can read it. `maxAge`: for how long after the server has confirmed it, in
   * seconds. Default: nothing is kept.
   */
  readonly offline?: { readonly maxAge: number } | undefined
  /** `renewAt` of the snapshot that `session` is from. */
  readonly renewAt?: number | undefined
}

/** What a client does while somebody is there. */
export interface Presence {
  /** Something is different: what is known, whether anybody listens, what the options say. */
  readonly notice: () => void
  /** The server could not be asked, and why. Returns what to show in place of nothing at all. */
  readonly failed: (cause: unknown) => VersionedSession | undefined
}

/** The client, as far as its other parts have to do with it. */
export interface SessionCore {
  readonly endpoints: EndpointClient
  readonly store: SessionStoreControl
  readonly now: () => number
  readonly clock: ServerClock
  /** The page; `undefined` on a server. What the options say goes before it. */
  readonly environment: Environment | undefined
  /** Of when to ask again the present values count. */
  readonly options: PollingOptions &
    PresenceOptions & {
      readonly href?: SignInContext['href'] | undefined
      readonly navigate?: SignInContext['navigate'] | undefined
      readonly fetch?: typeof fetch | undefined
    }
  /** The question for the session that is under way, if one is. */
  readonly reading: () => Promise<unknown> | undefined
  /** Asks for the session. Resolves to `false` if something newer had overtaken the answer. */
  readonly read: () => Promise<boolean>
  /**
   * The same, after the updates that are under way.
   *
   * @param isUnattended Whether no person has caused it: then the session does not slide by it.
   */
  readonly getSession: (isUnattended?: boolean) => Promise<RegisteredSession | null>
  /**
   * Takes over the reply to a question about the session.
   *
   * @param revision The store's, when the question was asked.
   * @returns Whether the reply counted: `false` if something newer had overtaken it.
   */
  readonly settle: (reply: Reply, revision: number) => boolean
  /** Takes over what is certain. */
  readonly accept: (data: RegisteredSession | null, time: number | undefined) => void
  /** Takes over what somebody else was answered, if it is newer. Returns whether it was. */
  readonly receive: (state: VersionedSession) => boolean
  /** Tells the other tabs what is known here. */
  readonly tell: () => void
  /** Begins the interval of revalidation anew. */
  readonly rearm: () => void
  /** Watches for the end of a session, in place of any other. */
  readonly watch: ExpiryWatch['watch']
  /** Once it is loaded. */
  presence: Presence | undefined
  /** Whether anybody listens. */
  isActive: boolean
  /** `renewAt` of the snapshot that the present state is from, if it had one. */
  renewAt: number | undefined
  /** When something was last changed from here, by the clock of this device. */
  changedAt: number
  isDisposed: boolean
}
