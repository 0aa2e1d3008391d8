'use client'
/**
 * The hook that reads the session in a component.
 *
 * @module
 */
import { useContext, useEffect, useMemo } from 'react'
import {
  SessionContext,
  type ProvidedSession,
  type SessionContextValue,
} from './session-context.ts'
import { signIn } from './session-functions.ts'
import { useSelection } from './use-selection.ts'

/** Options of {@link useSession}. */
export interface UseSessionOptions<R extends boolean = boolean> {
  /** Whether nobody being signed in is a reason to act. Default `false`. */
  readonly required?: R | undefined
  /** What to do if `required` and nobody is signed in. Default: go to the sign-in page. */
  readonly onUnauthenticated?: (() => void) | undefined
}

/** Stands in for a client where a test provides the session. */
const nobody = { signIn, store: { subscribe: () => () => undefined } }

/**
 * What the function makes of the session, in a component. It renders again only when that has changed: when it is
 * another value, and no object or array with the same in it.
 *
 * @throws TypeError if there is no {@link SessionProvider} above the component.
 *
 * @example
 * ```tsx
 * const isAdmin = useSession(({ data }) => data?.user.role === 'admin')
 * ```
 */
export function useSession<T>(selector: (session: SessionContextValue) => T): T
/**
 * The session, in a component, of the type that is named here: `useSession<AdminSession>()`. Nothing checks that it is
 * of this type; to have all hooks and helpers know it, declare it as `Register`.
 *
 * @throws TypeError if there is no {@link SessionProvider} above the component.
 */
export function useSession<S = never, R extends boolean = boolean>(
  ...options: [S] extends [boolean] ? [named: never] : [options?: UseSessionOptions<R>]
): SessionContextValue<R, S>
/**
 * The session, in a component.
 *
 * It renders again when `data`, `status` or `error` has changed, and returns the same object until
 * then. With `required` and nobody signed in it acts, once each time that comes to be; not if the server
 * could not be asked, since nobody knows then.
 *
 * @throws TypeError if there is no {@link SessionProvider} above the component.
 */
export function useSession<R extends boolean = false>(
  options?: UseSessionOptions<R>,
): SessionContextValue<R>
export function useSession(
  given: UseSessionOptions | ((session: SessionContextValue) => unknown) = {},
): unknown {
  const context: ProvidedSession | undefined = useContext(SessionContext)
  if (!context) {
    throw new TypeError('useSession() needs a <SessionProvider> around the component.')
  }
  const { client = nobody, initial = context, read = () => context } = context
  const source = { subscribe: client.store.subscribe, read, initial }
  // The whole of it, unless it is selected from; and then nothing is required.
  const session = useSelection(source, typeof given === 'function' && given) as SessionContextValue
  const { required, onUnauthenticated } = given as UseSessionOptions
  const isMissing = required && session.status === 'unauthenticated'

  useEffect(() => {
    // Unless the provider has heard of a session since this was rendered.
    if (!isMissing || session.error || read() !== session) return
    if (onUnauthenticated) onUnauthenticated()
    else void client.signIn(undefined, { error: 'SessionRequired' })
  }, [session, isMissing])

  return useMemo(
    () => (isMissing ? { ...session, status: 'loading' } : session),
    [session, isMissing],
  )
}
