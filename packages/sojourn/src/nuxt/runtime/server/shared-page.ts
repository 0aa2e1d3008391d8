/**
 * Pages that others than the person who asks will see.
 *
 * @module
 */
import { getResponseHeader, type H3Event } from 'h3'
import { getRouteRules } from 'nitropack/runtime'

/** Whether what is rendered is for everybody: prerendered, or kept by a cache. */
export function isShared(event: H3Event): boolean {
  // A constant of the build. The header that Nitro sets beside it can be sent by anybody.
  if (import.meta.prerender) return true
  const { cache, isr, prerender, swr } = getRouteRules(event) as Record<string, unknown>
  if ([cache, isr, prerender, swr].some((rule) => rule !== undefined && rule !== false)) return true
  return /public|s-maxage/i.test(String(getResponseHeader(event, 'cache-control')))
}
