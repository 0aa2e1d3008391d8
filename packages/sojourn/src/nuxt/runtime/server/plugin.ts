/**
 * Gives the rendering of each page the session of its request.
 *
 * @module
 */
import { appendResponseHeader, type H3Event, setResponseHeader } from 'h3'
import { defineNitroPlugin, getRouteRules } from 'nitropack/runtime'
import type { SessionSnapshot } from '../snapshot.ts'
import { loadEngine, sessionRequest } from './engine.ts'

const unknown: SessionSnapshot = { session: undefined, serverTime: undefined, failed: false }

export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('request', (event) => {
    let reading: Promise<SessionSnapshot> | undefined
    event.context.readSessionSnapshot = async () => (reading ??= readSnapshot(event))
  })
})

async function readSnapshot(event: H3Event): Promise<SessionSnapshot> {
  // A page for everybody must hold nothing of anybody; the browser asks for itself.
  if (isShared(event)) return unknown
  try {
    const auth = await loadEngine(event)
    const { session, cookies, readAt } = await auth.renewSession(sessionRequest(event))
    for (const cookie of cookies) appendResponseHeader(event, 'set-cookie', cookie)
    if (session !== null || cookies.length > 0) {
      setResponseHeader(event, 'cache-control', 'private, no-store')
    }
    return { session, serverTime: readAt, failed: false }
  } catch (error) {
    console.error('[sojourn] The session could not be read for a page:', error)
    return { ...unknown, failed: true }
  }
}

/** Whether others than this person will see what is rendered. */
function isShared(event: H3Event): boolean {
  if (event.headers.has('x-nitro-prerender')) return true
  const { cache, isr, prerender, swr } = getRouteRules(event) as Record<string, unknown>
  return [cache, isr, prerender, swr].some((rule) => rule !== undefined && rule !== false)
}
