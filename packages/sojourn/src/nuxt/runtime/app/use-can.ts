/**
 * What the signed-in person may do, for components that show more to some than to others.
 *
 * A composable of its own, so that only an application that asks loads the rules.
 *
 * @module
 */
import { useNuxtApp } from 'nuxt/app'
import { isAllowed, type Needs } from '../../../core/permissions.ts'
import { sojournOf } from './sojourn-app.ts'

/**
 * Whether the person has one of the roles and all of the permissions, as `definePageMeta({ auth })` has it. Reactive,
 * and `false` while nobody is known. What somebody must not see is for a server to withhold.
 *
 * @example
 * ```ts
 * const can = useCan()
 * const mayEdit = computed(() => can({ roles: ['editor'] }))
 * ```
 */
export function useCan(): (needs: Needs) => boolean {
  const { data } = sojournOf(useNuxtApp()).state
  return (needs) => isAllowed(data.value, needs)
}
