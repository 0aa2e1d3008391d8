'use client'
/**
 * The hook that tells a component that the session is about to end.
 *
 * @module
 */
import { useMemo, useSyncExternalStore } from 'react'
import {
  createExpiryCountdown,
  type ExpiryCountdown,
  type ExpiryCountdownOptions,
  type SessionExpiry,
} from '../client/expiry-countdown.ts'
import { useSessionClient } from './use-session-client.ts'

/** What {@link useSessionExpiry} returns; the same object until something of it changes. */
export interface SessionExpiryControls extends SessionExpiry, Pick<ExpiryCountdown, 'stay'> {}

/** What a server renders, and the browser at first: by the time that the page is there, it is another second. */
const unknown: SessionExpiry = { expiresAt: undefined, secondsLeft: undefined, isEnding: false }

/**
 * When the session ends: to warn whoever would be signed out by it, and to let them stay. Sends nothing by itself.
 *
 * The component renders again each second while the session is about to end, and before that only when another end is
 * known.
 *
 * @throws TypeError if there is no {@link SessionProvider} above the component.
 *
 * @example
 * ```tsx
 * const { isEnding, secondsLeft, stay } = useSessionExpiry({ warnBefore: 60 })
 * return isEnding && <button onClick={() => void stay()}>Stay signed in ({secondsLeft} s)</button>
 * ```
 */
export function useSessionExpiry({
  warnBefore,
}: ExpiryCountdownOptions = {}): SessionExpiryControls {
  const client = useSessionClient()
  const { get, subscribe, stay } = useMemo(
    () => createExpiryCountdown(client, { warnBefore }),
    [client, warnBefore],
  )
  const expiry = useSyncExternalStore(subscribe, get, () => unknown)
  return useMemo(() => ({ ...expiry, stay }), [expiry, stay])
}
