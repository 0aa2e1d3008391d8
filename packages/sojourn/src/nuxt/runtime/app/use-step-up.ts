/**
 * Calls that may need a more recent or stronger sign-in.
 *
 * A composable of its own, so that only an application that makes such calls loads what they take.
 *
 * @module
 */
import { useNuxtApp } from 'nuxt/app'
import { type StepUpControls, stepUpOf } from '../../../vue/step-up.ts'
import type { AuthjsApp } from './plugin.ts'

/**
 * Makes calls that a server may refuse until somebody has signed in once more; then they are made again. The same
 * object in every component of an application. On the server, where nobody can sign in, such a call is given up.
 *
 * @example
 * ```ts
 * const { run, challenge, signIn, cancel } = useStepUp()
 * const receipt = await run(() => $fetch('/api/transfer', { method: 'POST' }))
 * ```
 */
export function useStepUp(): StepUpControls {
  return stepUpOf((useNuxtApp().$sojourn as AuthjsApp).client)
}
