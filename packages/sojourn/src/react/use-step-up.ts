'use client'
/**
 * The hook of calls that may need a more recent or stronger sign-in.
 *
 * @module
 */
import { useMemo, useSyncExternalStore } from 'react'
import { createStepUp, type StepUp, type StepUpState } from '../client/step-up.ts'
import type { SessionClient } from '../client/session-client.ts'
import { useSessionClient } from './use-session-client.ts'

/** What {@link useStepUp} returns; another object whenever `challenge` changes. */
export interface StepUpControls extends StepUpState, Omit<StepUp, 'store'> {}

/** One for each client: a dialog at the top of a page is for the calls of all its components. */
const known = new WeakMap<SessionClient, StepUp>()

/**
 * Makes calls that a server may refuse until somebody has signed in once more; then they are made again. All
 * components below one provider share what waits.
 *
 * @throws TypeError if there is no `SessionProvider` above the component.
 *
 * @example
 * ```tsx
 * const { run, challenge, signIn, cancel } = useStepUp()
 * const receipt = await run(() => transfer(100))
 * // elsewhere
 * if (challenge) return <Dialog onConfirm={() => signIn('acme')} onClose={cancel}>{challenge.message}</Dialog>
 * ```
 */
export function useStepUp(): StepUpControls {
  const client = useSessionClient()
  let stepUp = known.get(client)
  if (!stepUp) known.set(client, (stepUp = createStepUp(client)))
  const { store, run, signIn, retry, cancel } = stepUp
  const { challenge } = useSyncExternalStore(store.subscribe, store.get, store.get)
  return useMemo(
    () => ({ run, challenge, signIn, retry, cancel }),
    [run, challenge, signIn, retry, cancel],
  )
}
