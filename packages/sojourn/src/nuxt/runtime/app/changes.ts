/**
 * Changes as applications of NuxtAuth know them: paths are those of the application, `signIn()` may have a default
 * provider, and whoever waits for a sign-in waits until the page has been left.
 *
 * Loaded when first needed, as what it adds to.
 *
 * @module
 */
import { navigateTo, type NuxtApp } from 'nuxt/app'
import type { Router } from 'vue-router'
import {
  type ChangePlace,
  type Changes,
  createChanges as createClientChanges,
} from '../../../client/changes.ts'
import type { SessionCore } from '../../../client/session-core.ts'
import type { SessionClient } from '../../../client/session-client.ts'
import type { SignInOptions } from '../../../client/sign-in.ts'
import { withinBase } from '../../../core/base-path.ts'
import { isRecord } from '../../../core/protocol.ts'
import type { PublicAuthConfig, PublicAuthjs } from '../../options.ts'
import type { Outcome } from './sojourn-app.ts'

type Target = Pick<SignInOptions, 'callbackUrl' | 'redirectTo'>

/** Makes `createChanges` for an application. */
export function changesIn(nuxtApp: NuxtApp): (core: SessionCore) => Changes {
  const { $config: config, ssrContext } = nuxtApp
  const { provider, globalAppMiddleware } = config.public['auth'] as PublicAuthConfig<PublicAuthjs>
  const { addDefaultCallbackUrl } = globalAppMiddleware
  const base = (config.app as { baseURL: string }).baseURL

  /** Where the options, or else the configuration, say that it leads. */
  function where({ callbackUrl, redirectTo }: Target): { callbackUrl?: string } {
    const target = redirectTo ?? callbackUrl
    if (typeof target === 'string') return { callbackUrl: withinBase(target, base) }
    if (typeof addDefaultCallbackUrl !== 'string') return {}
    return { callbackUrl: withinBase(addDefaultCallbackUrl, base) }
  }

  return (core) => {
    const { environment } = core
    const { signIn, signOut, ...others } = createClientChanges(core, {
      defaultProvider: provider.defaultProvider,
      ...(ssrContext === undefined ? { navigate } : onServer(nuxtApp, ssrContext.event)),
    })

    function navigate(url: string): Promise<false> {
      environment?.navigate(url)
      return left()
    }

    return {
      ...others,
      async signIn(id, options, params, popup) {
        const [name, given] = isRecord(id) ? [undefined, id] : [id, { ...options }]
        const { redirectTo: _, ...own } = given
        const nowhere = addDefaultCallbackUrl === false && { callbackUrl: null }
        const result = await signIn(name, { ...nowhere, ...own, ...where(given) }, params, popup)
        // As NuxtAuth has it.
        return { ...result, error: result.error ?? (null as never) }
      },
      signOut(options) {
        const { redirectTo: _, ...own } = { ...options }
        return signOut({ ...own, ...where({ ...options }) })
      },
    }
  }
}

/** Leads to sign-in, and from there back to this path: what a route middleware answers. */
export async function signInFirst(
  nuxtApp: NuxtApp,
  { signIn }: Pick<SessionClient, 'signIn'>,
  path: string,
): Promise<Awaited<Outcome>> {
  const { baseURL } = nuxtApp.$config.public['auth'] as PublicAuthConfig
  const callbackUrl = (nuxtApp.$router as Router).resolve(path).href
  const { navigationResult } = await signIn(undefined, { callbackUrl })
  if (import.meta.server && navigationResult === undefined) {
    // The default provider could not be had. The sign-in page says more, and offers others.
    const page = `${baseURL}/signin?${new URLSearchParams({ callbackUrl }).toString()}`
    return nuxtApp.runWithContext(async () => navigateTo(page, { external: true }))
  }
  // Whatever came of it, this navigation has ended.
  return (navigationResult as false | undefined) ?? false
}

/** Longer than any page takes to go, in milliseconds. */
const leavingTime = 60_000

/**
 * Resolves when it is certain that the page stays after all, or that it is back: until then nothing must run that
 * counts on being there. To a route middleware it says that the navigation has ended.
 */
function left(): Promise<false> {
  return new Promise((resolve) => {
    const stay = (): void => resolve(false)
    addEventListener('pageshow', stay, { once: true })
    setTimeout(stay, leavingTime)
  })
}

/** On a server the page is the request: it says where we are, and its answer sends the browser away. */
function onServer(
  nuxtApp: NuxtApp,
  event: NonNullable<NuxtApp['ssrContext']>['event'],
): ChangePlace {
  return {
    href: () => event.node.req.originalUrl ?? event.path,
    navigate: (url) => nuxtApp.runWithContext(() => navigateTo(url, { external: true })),
  }
}
