/**
 * Calls that may need a more recent or stronger sign-in, once for each client: a dialog at the top of a page is for the
 * calls of all its components.
 *
 * @module
 */
import { shallowReadonly, shallowRef, type ShallowRef } from 'vue'
import type { StepUpChallenge } from '../core/step-up.ts'
import { createStepUp, type StepUp, type StepUpClient } from '../client/step-up.ts'

/** What `useStepUp()` returns. */
export interface StepUpControls extends Omit<StepUp, 'store'> {
  /** What waiting calls want; `undefined` if none waits. */
  readonly challenge: Readonly<ShallowRef<StepUpChallenge | undefined>>
}

const known = new WeakMap<StepUpClient, StepUpControls>()

/** The calls of one client; the same object each time. */
export function stepUpOf(client: StepUpClient): StepUpControls {
  const made = known.get(client)
  if (made) return made
  const { store, ...calls } = createStepUp(client)
  const challenge = shallowRef(store.get().challenge)
  store.subscribe(() => {
    challenge.value = store.get().challenge
  })
  // Nobody can sign in while a page is rendered, and whoever waited for it would never get the page.
  if (typeof document === 'undefined') store.subscribe(calls.cancel)
  const controls = { ...calls, challenge: shallowReadonly(challenge) }
  known.set(client, controls)
  return controls
}
