/**
 * Gives the rendering of each page the session of its request.
 *
 * @module
 */
import { appendResponseHeader, getResponseHeader, type H3Event, setResponseHeader } from 'h3'
import { defineNitroPlugin, getRouteRules } from 'nitropack/runtime'
import { personal } from '../../../core/protocol.ts'
import type { SessionSnapshot } from '../../../core/session.ts'
import { loadEngine, sessionRequest } from './engine.ts'

export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('request', (event) => {
    let reading: Promise<SessionSnapshot | undefined> | undefined
    event.context.readSessionSnapshot = async () => (reading ??= readSnapshot(event))
  })
})

async function readSnapshot(event: H3Event): Promise<SessionSnapshot | undefined> {
  // A page for everybody must hold nothing of anybody; the browser asks for itself.
  if (isShared(event)) return undefined
  // Nobody signed in is an answer too: kept by a cache, it would be given to people who are.
  setResponseHeader(event, 'cache-control', personal)
  try {
    const auth = await loadEngine(event)
    const request = sessionRequest(event)
    // Nuxt renders an error page by a request of its own and keeps the cookies of both.
    if (event.path.includes('/__nuxt_error')) {
      return await auth.getSnapshot(request)
    }
    const { session, serverTime, cookies } = await auth.renewSession(request)
    for (const cookie of cookies) appendResponseHeader(event, 'set-cookie', cookie)
    return { session, serverTime }
  } catch (error) {
    console.error('[sojourn] The session could not be read for a page:', error)
    return undefined
  }
}

/** Whether others than this person will see what is rendered. */
function isShared(event: H3Event): boolean {
  // A constant of the build. The header that Nitro sets beside it can be sent by anybody.
  if (import.meta.prerender) return true
  const { cache, isr, prerender, swr } = getRouteRules(event) as Record<string, unknown>
  if ([cache, isr, prerender, swr].some((rule) => rule !== undefined && rule !== false)) return true
  return /public|s-maxage/i.test(String(getResponseHeader(event, 'cache-control')))
}
