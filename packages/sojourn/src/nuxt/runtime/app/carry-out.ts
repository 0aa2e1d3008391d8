/**
 * What is done about a navigation that may not simply pass. Loaded when there is one.
 *
 * @module
 */
import {
  abortNavigation,
  createError,
  navigateTo,
  type NuxtApp,
  showError,
  useNuxtApp,
  useRouter,
} from 'nuxt/app'
import type { RouteLocationNormalized } from 'vue-router'
import { isAllowed } from '../../../core/permissions.ts'
import type { Verdict } from './guard.ts'
import { renderShell } from './page-shell.ts'
import { type Outcome, sojournOf } from './sojourn-app.ts'

/**
 * Carries out a verdict; asks first who it is about, where that is not known.
 *
 * @param judgeNow Judges by what is known then.
 */
export async function carryOut(
  nuxtApp: NuxtApp,
  to: RouteLocationNormalized,
  judgeNow: () => Verdict,
): Promise<Awaited<Outcome>> {
  const askFirst = async (isShown: boolean): Promise<Awaited<Outcome>> => {
    await sojournOf(nuxtApp).session.ask()
    return inContext(judgeNow(), isShown)
  }
  const inContext = async (verdict: Verdict, isShown: boolean): Promise<Awaited<Outcome>> =>
    nuxtApp.runWithContext(async () => actOn(nuxtApp, to, verdict, isShown))

  const verdict = judgeNow()
  if (verdict.act !== 'ask' && verdict.act !== 'refuse') return inContext(verdict, false)
  if (import.meta.server) {
    if (verdict.act === 'ask' && (await nuxtApp.runWithContext(() => renderShell(nuxtApp, to)))) {
      return undefined
    }
    console.error(
      `[sojourn] ${to.path} is protected, but whose session to look at is not known. Either the session could not be read (see above), or the page is cached for everybody: then take it out of swr, isr, cache and public cache-control.`,
    )
    return inContext(verdict, false)
  }
  if (!nuxtApp.isHydrating || !nuxtApp.payload.serverRendered) return askFirst(false)
  // The page is here already, without anybody in it. To hydrate it as somebody would not match.
  nuxtApp.hooks.hookOnce('app:suspense:resolve', async () => {
    await askFirst(true)
  })
  return undefined
}

/** @param isShown Whether the page is there already, so that no navigation is left to end. */
function actOn(
  nuxtApp: NuxtApp,
  to: RouteLocationNormalized,
  verdict: Verdict,
  isShown: boolean,
): Outcome {
  const { session, signInFirst } = sojournOf(nuxtApp)
  switch (verdict.act) {
    case 'pass':
      return undefined
    case 'sign-in':
      return signInFirst(to)
    case 'check':
      return isAllowed(session.get().data, verdict.needs) ? undefined : end(forbidden(), isShown)
    case 'redirect': {
      const { href, path } = useRouter().resolve(verdict.to)
      // To itself, or to where it was sent from, it would never end.
      if (path === to.path) return undefined
      if (path === to.redirectedFrom?.path) return end(unavailable(), isShown)
      // By the browser, which counts redirects; within the server they would go round without end.
      return import.meta.server ? navigateTo(href, { external: true }) : navigateTo(verdict.to)
    }
    case 'ask':
    case 'refuse':
      return end(unavailable(), isShown)
  }
}

function end(error: ReturnType<typeof createError>, isShown: boolean): Outcome {
  const { isHydrating, payload } = useNuxtApp()
  // The server has said so already, and this is its error page.
  if (isHydrating && payload.error) return false
  if (!isShown) return abortNavigation(error)
  showError(error)
  return undefined
}

/** Says nothing of what it would take. */
function forbidden(): ReturnType<typeof createError> {
  return createError({
    statusCode: 403,
    statusMessage: 'Forbidden',
    message: 'You are signed in, but this page is not for you.',
    // In a browser a navigation that ends otherwise would end without a word.
    fatal: import.meta.client,
  })
}

function unavailable(): ReturnType<typeof createError> {
  return createError({
    statusCode: 503,
    statusMessage: 'Session unavailable',
    message:
      'It could not be found out whether you are signed in, because the server did not answer. Try again in a moment.',
  })
}
