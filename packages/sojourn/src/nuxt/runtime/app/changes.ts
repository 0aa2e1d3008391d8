/**
 * Changes as applications of NuxtAuth know them: paths are those of the application, `signIn()` may have a default
 * provider, and whoever waits for a sign-in waits until the page has been left.
 *
 * Loaded when first needed, as what it adds to.
 *
 * @module
 */
import { navigateTo, type NuxtApp } from 'nuxt/app'
import {
  type ChangeContext,
  type Changes,
  createChanges as createClientChanges,
} from '../../../client/changes.ts'
import type { SignInOptions } from '../../../client/sign-in.ts'
import { withinBase } from '../../../core/base-path.ts'
import { isRecord } from '../../../core/protocol.ts'
import type { PublicAuthConfig, PublicAuthjs } from '../../options.ts'

type Target = Pick<SignInOptions, 'callbackUrl' | 'redirectTo'>

/** Makes `createChanges` for an application. */
export function changesIn(nuxtApp: NuxtApp): (context: ChangeContext) => Changes {
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

  return (context) => {
    const { environment } = context
    const { signIn, signOut, ...others } = createClientChanges({
      ...context,
      defaultProvider: provider.defaultProvider,
      options: ssrContext === undefined ? { navigate } : onServer(nuxtApp, ssrContext.event),
    })

    function navigate(url: string): Promise<false> {
      environment?.navigate(url)
      return left()
    }

    return {
      ...others,
      async signIn(id, options, params) {
        const [name, given] = isRecord(id) ? [undefined, id] : [id, { ...options }]
        const { redirectTo: _, ...own } = given
        const nowhere = addDefaultCallbackUrl === false && { callbackUrl: null }
        const result = await signIn(name, { ...nowhere, ...own, ...where(given) }, params)
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
): ChangeContext['options'] {
  return {
    href: () => event.node.req.originalUrl ?? event.path,
    navigate: (url) => nuxtApp.runWithContext(() => navigateTo(url, { external: true })),
  }
}
