/**
 * What `useAuth()` and `useAuthState()` return, made once for an application out of its client.
 *
 * @module
 */
import type { ComputedRef } from 'vue'
import type { RegisteredSession } from '../core/session.ts'
import type { SessionClient } from '../client/session-client.ts'
import { bindAuthState, type AuthState } from './auth-state.ts'

/** Options of `getSession()` and `refresh()`. */
export interface GetSessionOptions {
  /** Whether nobody being signed in is a reason to act. Default `false`. */
  required?: boolean | undefined
  /** Where to go after the sign-in that `required` leads to. Default: this page. */
  callbackUrl?: string | undefined
  /** As NuxtAuth has it. Without effect: every redirect is a full load. */
  external?: boolean | undefined
  /** As NuxtAuth has it. Without effect: the server is always asked. */
  force?: boolean | undefined
  /** What to do if `required` and nobody is signed in. Default: go to the sign-in page. */
  onUnauthenticated?: (() => unknown) | undefined
}

/** What {@link useAuth} returns: the session, and the ways to change it. */
export interface Auth extends Omit<AuthState, 'data' | 'loading'> {
  /** The session; `null` if signed out; `undefined` if not known yet. */
  readonly data: ComputedRef<RegisteredSession | null | undefined>
  /**
   * Asks the server for the session.
   *
   * With `required` and nobody signed in it calls `onUnauthenticated` or sends the browser to sign in;
   * not if the server could not be asked, since nobody knows then.
   *
   * @returns The session, or `null`; the last known one if the server could not be asked; or what `onUnauthenticated`
   *   returned.
   */
  readonly getSession: (options?: GetSessionOptions) => Promise<RegisteredSession | null>
  /** The same as `getSession`. */
  readonly refresh: (options?: GetSessionOptions) => Promise<RegisteredSession | null>
  readonly update: (data?: unknown) => Promise<RegisteredSession | null>
  readonly listSessions: SessionClient['listSessions']
  readonly revokeSessions: SessionClient['revokeSessions']
  readonly getCsrfToken: SessionClient['getCsrfToken']
  readonly getProviders: SessionClient['getProviders']
  readonly signIn: SessionClient['signIn']
  readonly signOut: SessionClient['signOut']
}

/** The shared objects of one application. */
export interface AuthComposables {
  /** What `useAuth()` returns. */
  readonly auth: Auth
  /** What `useAuthState()` returns. */
  readonly state: AuthState
  /** Ends the subscription to the client, not the client. */
  readonly unbind: () => void
}

/** Builds the shared objects around a client, which stays its owner's. */
export function createAuthComposables(client: SessionClient): AuthComposables {
  const { state, shown, unbind } = bindAuthState(client)
  const { store, start: _, setData: __, dispose: ___, ...actions } = client

  async function getSession({
    required,
    onUnauthenticated,
    callbackUrl,
  }: GetSessionOptions = {}): Promise<RegisteredSession | null> {
    const session = await client.getSession()
    if (required && !session && !store.get().error) {
      if (onUnauthenticated) return onUnauthenticated() as never
      await actions.signIn(undefined, { callbackUrl })
    }
    return session
  }

  return { auth: { ...shown, ...actions, getSession, refresh: getSession }, state, unbind }
}
