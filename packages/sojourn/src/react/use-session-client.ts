'use client'
/**
 * The hook that gives a component the client of its provider.
 *
 * @module
 */
import { useContext } from 'react'
import type { SessionClient } from '../client/session-client.ts'
import { SessionContext, type ProvidedSession } from './session-context.ts'

/**
 * The client of the nearest provider: `signIn`, `signOut`, `update`, `now` and the rest. Where a page has several
 * providers, the functions of this module are those of one of them; these are those of the one around the component.
 * The object stays the same, and reading it renders nothing again.
 *
 * @throws TypeError if there is no {@link SessionProvider} above the component.
 */
export function useSessionClient(): SessionClient {
  const context: ProvidedSession | undefined = useContext(SessionContext)
  if (!context?.client) {
    throw new TypeError('useSessionClient() needs a <SessionProvider> around the component.')
  }
  return context.client
}
