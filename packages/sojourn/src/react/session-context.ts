'use client'
/**
 * The context through which a provider hands the session to the components below it.
 *
 * Its value stays the same object while the session changes behind it: each component subscribes for
 * itself. Another value would reach every boundary below at once, also one whose HTML has not hydrated
 * yet, and React would throw that HTML away.
 *
 * @module
 */
import { createContext, type Context } from 'react'
import type { AuthError } from '../core/errors.ts'
import type { RegisteredSession } from '../core/session.ts'
import type { ServedClient } from '../client/served-client.ts'
import type { SessionClient } from '../client/session-client.ts'

/** What there is in every state. */
interface SessionMembers<S> {
  /**
   * Set when the server could not be asked; `data` is then what was last known. Signed out with an
   * error is no reason to send anybody away.
   */
  readonly error?: AuthError | undefined
  /**
   * Has the server renew the session, and resolves to what it is then; `null` if there is none. Never rejects because
   * of the server: `error` says so.
   *
   * @param data For the `jwt` or `session` callback; anything that JSON can carry.
   */
  readonly update: (data?: unknown) => Promise<S | null>
}

interface AuthenticatedSession<S> extends SessionMembers<S> {
  readonly status: 'authenticated'
  readonly data: S
}

interface LoadingSession<S> extends SessionMembers<S> {
  readonly status: 'loading'
  readonly data: null | undefined
}

interface UnauthenticatedSession<S> extends SessionMembers<S> {
  readonly status: 'unauthenticated'
  readonly data: null
}

/**
 * The session as components read it, told apart by `status`. Where it is required (`R`), being signed
 * out is `loading` too. `S` is the session.
 */
export type SessionContextValue<R extends boolean = false, S = RegisteredSession> =
  | AuthenticatedSession<S>
  | LoadingSession<S>
  | (R extends true ? never : UnauthenticatedSession<S>)

/** The private half of what a provider provides, for the hooks. */
export interface SessionSource {
  readonly client: SessionClient
  /** What was known when the provider began, which is what the server rendered. */
  readonly initial: SessionContextValue
  /** What is known now; the same object until `data` or `error` changes. */
  readonly read: () => SessionContextValue
  /** Whether anybody has looked at the public half, which tells nobody of changes. */
  isExposed: boolean
  /** Tells the provider that somebody reads the session; there once it is mounted. */
  wake: (() => void) | undefined
}

/** The value of the context. A test may provide the public half alone. */
export type ProvidedSession = SessionContextValue & Partial<SessionSource>

/** Makes what a provider provides. The public half is what is known whenever somebody looks at it. */
export function createSessionSource(client: ServedClient): SessionContextValue & SessionSource {
  const { store, update } = client
  let latest: SessionContextValue | undefined

  function read(): SessionContextValue {
    const { data, status, error } = store.get()
    if (!latest || data !== latest.data || error !== latest.error) {
      latest = { data, status, error, update } as SessionContextValue
    }
    return latest
  }

  function expose(): SessionContextValue {
    if (!source.isExposed) {
      source.isExposed = true
      // A component is being rendered: no time to change anything.
      queueMicrotask(() => source.wake?.())
    }
    return read()
  }

  function subscribe(listener: () => void): () => void {
    source.wake?.()
    return store.subscribe(listener)
  }

  const source = {
    get data() {
      return expose().data
    },
    get status() {
      return expose().status
    },
    get error() {
      return expose().error
    },
    update,
    client: { ...client, store: { get: store.get, subscribe } },
    initial: read(),
    read,
    isExposed: false,
    wake: undefined as SessionSource['wake'],
  }
  return source as SessionContextValue & SessionSource
}

/** What there is once for a page. */
interface Shared {
  readonly context: Context<SessionContextValue | undefined>
  /** The clients of the providers that are mounted, in the order in which they were. */
  readonly clients: Set<ServedClient>
}

const key = Symbol.for('sojourn.react')

// Once for all copies of this module, but by copy of React: Next brings several, and none can read what
// is provided in another's context.
const page = globalThis as { [key]?: WeakMap<typeof createContext, Shared> }
const shares = (page[key] ??= new WeakMap())
const shared = shares.get(createContext) ?? {
  context: createContext<SessionContextValue | undefined>(undefined),
  clients: new Set(),
}
shares.set(createContext, shared)

/** The clients of the providers that are mounted, in the order in which they were. */
export const clients = shared.clients

/**
 * The context that `SessionProvider` provides and `useSession` reads.
 *
 * A test that provides `{ data, status, update }` in it needs no provider.
 */
export const SessionContext: Context<SessionContextValue | undefined> = shared.context
