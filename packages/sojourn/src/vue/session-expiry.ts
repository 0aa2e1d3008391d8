/**
 * The countdown to the end of a session, as refs of one component.
 *
 * @module
 */
import {
  computed,
  onMounted,
  shallowRef,
  toValue,
  watch,
  type ComputedRef,
  type MaybeRefOrGetter,
} from 'vue'
import {
  createExpiryCountdown,
  type ExpiryCountdown,
  type SessionExpiry,
} from '../client/expiry-countdown.ts'
import type { SessionClient } from '../client/session-client.ts'

/** Options of `useSessionExpiry()`. */
export interface UseSessionExpiryOptions {
  /** How long before the end to begin, in seconds; also a ref or a getter. Default 120. */
  readonly warnBefore?: MaybeRefOrGetter<number | undefined>
}

/** What `useSessionExpiry()` returns. */
export interface SessionExpiryControls extends Pick<ExpiryCountdown, 'stay'> {
  /** When it ends, by the server's clock, in milliseconds since the epoch; `undefined` without a session or an end. */
  readonly expiresAt: ComputedRef<SessionExpiry['expiresAt']>
  /** Whole seconds until then; `undefined` unless it is about to end. */
  readonly secondsLeft: ComputedRef<SessionExpiry['secondsLeft']>
  /** Whether it is about to end. */
  readonly isEnding: ComputedRef<SessionExpiry['isEnding']>
}

/** What a server renders, and the browser at first: by the time that the page is there, it is another second. */
const unknown: SessionExpiry = { expiresAt: undefined, secondsLeft: undefined, isEnding: false }

/** Counts down for the component that is being set up, from when it is mounted until it is unmounted. */
export function bindSessionExpiry(
  client: Pick<SessionClient, 'getSession' | 'now' | 'store'>,
  { warnBefore }: UseSessionExpiryOptions = {},
): SessionExpiryControls {
  const shown = shallowRef(unknown)
  onMounted(() =>
    watch(
      () => toValue(warnBefore),
      (seconds, _, onCleanup) => {
        const { get, subscribe } = createExpiryCountdown(client, { warnBefore: seconds })
        const show = (): void => {
          shown.value = get()
        }
        onCleanup(subscribe(show))
        show()
      },
      { immediate: true },
    ),
  )
  const of = <K extends keyof SessionExpiry>(key: K): ComputedRef<SessionExpiry[K]> =>
    computed(() => shown.value[key])
  return {
    expiresAt: of('expiresAt'),
    secondsLeft: of('secondsLeft'),
    isEnding: of('isEnding'),
    stay: createExpiryCountdown(client).stay,
  }
}
