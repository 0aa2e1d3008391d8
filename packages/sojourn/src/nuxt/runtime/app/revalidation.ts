/**
 * When to ask again, out of the module's options.
 *
 * @module
 */
import type { PublicAuthConfig } from '../../options.ts'

/** As the client wants it: an interval in seconds. */
export function revalidationOf(options: PublicAuthConfig['sessionRefresh']): {
  refetchInterval: number
  refetchOnWindowFocus: boolean
} {
  const { enablePeriodically, enableOnWindowFocus } = options
  return {
    refetchInterval: enablePeriodically === true ? 1 : Number(enablePeriodically) / 1000,
    refetchOnWindowFocus: enableOnWindowFocus,
  }
}
