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

/**
 * Gives the session to the components below.
 *
 * While it is mounted it keeps the session true, also if no component reads it: it asks if nothing is
 * known, hears the other tabs, and asks again as its props say. Given `session` and `serverTime`, it
 * asks nothing at first; and whenever the server hands it another snapshot, by a navigation or a server
 * action, it takes that over if it is newer than what is known here. A `session` without `serverTime`
 * counts at first only: nobody can tell how old another one is.
 *
 * @example
 * ```tsx
 * <SessionProvider {...(await getSessionSnapshot(options))}>{children}</SessionProvider>
 * ```
 */
export function SessionProvider({ children, ...options }: SessionProviderProps): ReactElement {
  const { session, serverTime, refetchInterval, refetchOnWindowFocus, refetchWhenOffline } = options
  // Never disposed of, since React may unmount and mount it again. Unsubscribed it holds nothing.
  const [{ client, source }] = useState(() => {
    const client = createServedClient(options)
    return { client, source: createSessionSource(client) }
  })
  const { initial, read } = source

  // Before the effects of the components below: they may already use the functions.
  useInsertionEffect(() => {
    clients.add(client)
    return () => void clients.delete(client)
  }, [client])

  // Before those, too, that send away who is signed out: this render may come from a sign-in.
  useCommitEffect(() => {
    if (serverTime && session !== undefined) client.adopt({ session, serverTime })
    client.start()
  }, [client, serverTime])

  useEffect(
    () => client.configure({ refetchInterval, refetchOnWindowFocus, refetchWhenOffline }),
    [client, refetchInterval, refetchOnWindowFocus, refetchWhenOffline],
  )

  // Subscribed, but unmoved unless somebody below has read the context without the hook.
  const shown = useSyncExternalStore(
    client.store.subscribe,
    () => (source.isExposed ? read() : initial),
    () => initial,
  )
  const value = useMemo(() => Object.create(source) as ProvidedSession, [source, shown])
  return createElement(SessionContext.Provider, { value }, children)
}
