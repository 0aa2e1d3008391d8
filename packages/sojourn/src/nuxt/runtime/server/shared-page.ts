/**
 * Pages that others than the person who asks will see.
 *
 * @module
 */
import { getResponseHeaders, type H3Event } from 'h3'
import { getRouteRules } from 'nitropack/runtime'
import { allowsSharing } from './shared-headers.ts'

/** Whether what is rendered is for everybody: prerendered, or kept by a cache. */
export function isShared(event: H3Event): boolean {
  // A constant of the build. The header that Nitro sets beside it can be sent by anybody.
  if (import.meta.prerender) return true
  const { cache, isr, prerender, swr } = getRouteRules(event) as Record<string, unknown>
  if ([cache, isr, prerender, swr].some((rule) => rule !== undefined && rule !== false)) return true
  return Object.entries(getResponseHeaders(event)).some(([name, value]) =>
    allowsSharing(name, String(value)),
  )
}
