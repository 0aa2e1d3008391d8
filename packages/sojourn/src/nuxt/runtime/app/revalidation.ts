/**
 * When to ask again, out of the module's options.
 *
 * @module
 */
import type { PublicAuthConfig } from '../../options.ts'

/** As the client wants it: an interval in seconds. */
export function revalidationOf({
  enablePeriodically,
  enableOnWindowFocus,
}: PublicAuthConfig['sessionRefresh']): {
  refetchInterval: number
  refetchOnWindowFocus: boolean
} {
  return {
    refetchInterval: enablePeriodically === true ? 1 : Number(enablePeriodically) / 1000,
    refetchOnWindowFocus: enableOnWindowFocus,
  }
}
