/**
 * Gives the rendering of each page the session of its request, and the browser the address of the endpoints.
 *
 * @module
 */
import { appendResponseHeader, type H3Event } from 'h3'
import { defineNitroPlugin, getRouteRules, useRuntimeConfig } from 'nitropack/runtime'
import { readSessionBody } from '../../../core/protocol.ts'
import type { SessionSnapshot } from '../../../core/session.ts'
import type { PublicAuthConfig, RouteOptions } from '../../options.ts'
import { askingHeaders, isAsking, markOf } from './asking.ts'
import { endpoints, isBelow, loadEngine, sessionRequest } from './engine.ts'
import { guardPersonal, makePersonal } from './personal-answer.ts'
import { isShared } from './shared-page.ts'

export default defineNitroPlugin((nitro) => {
  const { base, isElsewhere } = endpoints()
  guardPersonal(nitro.hooks)
  nitro.hooks.hook('request', (event) => {
    // The browser goes where the server goes. This is the request's own copy of the configuration.
    ;(useRuntimeConfig(event).public['auth'] as PublicAuthConfig).baseURL = base
    let reading: Promise<SessionSnapshot | undefined> | undefined
    event.context.readSessionSnapshot = async () =>
      (reading ??= isElsewhere ? askElsewhere(event, base) : readSnapshot(event))
  })
})

/** Whether a page may hold something of the person who asks for it. */
function mayLook(event: H3Event): boolean {
  // A page for everybody must hold nothing of anybody; the browser asks for itself.
  if (isShared(event)) return false
  const { base, basePath, isElsewhere } = endpoints()
  // No page: nothing answers at the base path, and to ask there would lead here again. Of an address elsewhere the path
  // says nothing, since pages of this application may have it too.
  if (isElsewhere ? isAsking(event, ownMark(base)) : isBelow(event.path, basePath)) return false
  const { auth } = getRouteRules(event) as { auth?: RouteOptions }
  const { disableServerSideAuth } = useRuntimeConfig(event).public['auth'] as PublicAuthConfig
  if (auth?.disableServerSideAuth ?? disableServerSideAuth) return false
  makePersonal(event)
  return true
}

async function readSnapshot(event: H3Event): Promise<SessionSnapshot | undefined> {
  if (!mayLook(event)) return undefined
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
    return report(error)
  }
}

/** How long a page waits for another server, in milliseconds. */
const patience = 5000

/** Asks the server that signs people in for this application (`disableInternalRouting` with an address). */
async function askElsewhere(event: H3Event, base: string): Promise<SessionSnapshot | undefined> {
  if (!mayLook(event)) return undefined
  try {
    const response = await fetch(`${base}/session`, {
      headers: {
        cookie: event.headers.get('cookie') ?? '',
        ...askingHeaders(event, ownMark(base)),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    })
    const session = response.ok ? readSessionBody(await response.json()) : undefined
    if (session === undefined) throw new Error(`${base}/session answered ${response.status}.`)
    if (!event.path.includes('/__nuxt_error')) {
      for (const cookie of response.headers.getSetCookie()) {
        appendResponseHeader(event, 'set-cookie', cookie)
      }
    }
    return { session, serverTime: Date.now() }
  } catch (error) {
    return report(error)
  }
}

function ownMark(base: string): string {
  return markOf(useRuntimeConfig().app, base)
}

function report(error: unknown): undefined {
  console.error('[sojourn] The session could not be read for a page:', error)
}
