'use client'
/**
 * The provider: one session client for the components below it.
 *
 * @module
 */
import {
  createElement,
  useEffect,
  useInsertionEffect,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from 'react'
import { createServedClient } from '../client/served-client.ts'
import type { SessionClientOptions } from '../client/session-client.ts'
import {
  clients,
  createSessionSource,
  SessionContext,
  type ProvidedSession,
} from './session-context.ts'
import { isBrowser } from './session-functions.ts'

/**
 * Props of {@link SessionProvider}: the options of its client, which count as they are at first. Of
 * later changes it notices a `session` with another `serverTime`, and when to ask again (`refetch…`).
 */
export interface SessionProviderProps extends SessionClientOptions {
  readonly children?: ReactNode
  /** As NextAuth has it. Without effect: `basePath` may be an absolute URL. */
  readonly baseUrl?: string | undefined
}

// React 18 warns of layout effects on servers.
const useCommitEffect = isBrowser ? useLayoutEffect : useEffect

const toNothing = () => () => undefined

/**
 * Gives the session to the components below.
 *
 * While it is mounted it keeps the session true, also if no component reads it: it hears the other tabs, and asks
 * again as its props say. If nothing is known it asks as soon as a component reads the session; a page on which none
 * does, and no prop wants more (`refetchInterval`, `push`), sends nothing. Given `session` and `serverTime`, it asks
 * nothing at first; and whenever the server hands it another snapshot, by a navigation or a server action, it takes
 * that over if it is newer than what is known here. A `session` without `serverTime` counts at first only: nobody can
 * tell how old another one is.
 *
 * @example
 * ```tsx
 * <SessionProvider {...(await getSessionSnapshot(options))}>{children}</SessionProvider>
 * ```
 */
export function SessionProvider({ children, ...options }: SessionProviderProps): ReactElement {
  const { session, serverTime, renewAt, push } = options
  const { refetchInterval, refetchOnWindowFocus, refetchWhenOffline } = options
  // Never disposed of, since React may unmount and mount it again. Unsubscribed it holds nothing.
  const [{ client, source }] = useState(() => {
    const client = createServedClient(options)
    return { client, source: createSessionSource(client) }
  })
  const { initial, read } = source
  // Once it is, it stays so: a page without a reader may lie between two others.
  const [isKept, setKept] = useState(session !== undefined)

  // Before the effects of the components below: they may already use the functions, and read.
  useInsertionEffect(() => {
    clients.add(client)
    source.wake = () => setKept(true)
    return () => void clients.delete(client)
  }, [client])

  // Before those, too, that send away who is signed out: this render may come from a sign-in.
  useCommitEffect(() => {
    if (serverTime && session !== undefined) client.adopt({ session, serverTime, renewAt })
  }, [client, serverTime])

  const isWanted = isKept || session !== undefined || push || Boolean(refetchInterval)
  useCommitEffect(() => {
    if (isWanted || source.isExposed) setKept(true)
    if (isWanted) client.start()
  }, [client, isWanted])

  useEffect(
    () => client.configure({ refetchInterval, refetchOnWindowFocus, refetchWhenOffline }),
    [client, refetchInterval, refetchOnWindowFocus, refetchWhenOffline],
  )

  // Subscribed, but unmoved unless somebody below has read the context without the hook.
  const shown = useSyncExternalStore(
    isWanted ? client.store.subscribe : toNothing,
    () => (source.isExposed ? read() : initial),
    () => initial,
  )
  const value = useMemo(() => Object.create(source) as ProvidedSession, [source, shown])
  return createElement(SessionContext.Provider, { value }, children)
}
