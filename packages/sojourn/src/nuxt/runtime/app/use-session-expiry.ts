/**
 * The warning before a session ends.
 *
 * A composable of its own, so that only an application that warns loads the countdown.
 *
 * @module
 */
import { useNuxtApp } from 'nuxt/app'
import {
  bindSessionExpiry,
  type SessionExpiryControls,
  type UseSessionExpiryOptions,
} from '../../../vue/session-expiry.ts'
import type { AuthjsApp } from './plugin.ts'

/**
 * When the session ends: to warn whoever would be signed out by it, and to let them stay. Sends nothing by itself. For
 * the setup of a component: it counts from when that is mounted until it is unmounted.
 *
 * @example
 * ```ts
 * const { isEnding, secondsLeft, stay } = useSessionExpiry({ warnBefore: 60 })
 * ```
 */
export function useSessionExpiry(options?: UseSessionExpiryOptions): SessionExpiryControls {
  return bindSessionExpiry((useNuxtApp().$sojourn as AuthjsApp).client, options)
}
