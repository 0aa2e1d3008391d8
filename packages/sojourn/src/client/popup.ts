/**
 * Signing in in a window of its own: what leads it, and how the page hears that it is over.
 *
 * The window goes to pages of other sites, of which nothing can be seen. It is over when the window shows a page of
 * the application again, when another tab tells that somebody has signed in (a window that a provider has cut off
 * with `Cross-Origin-Opener-Policy`, or a link in a mail), or when the window is gone.
 *
 * Loaded when it is first asked for.
 *
 * @module
 */
import type { Environment, OpenedWindow, Popup } from './environment.ts'
import { personOf } from './person.ts'
import type { SessionCore } from './session-core.ts'
import {
  type AuthorizationParams,
  refusal,
  signIn,
  type SignInContext,
  type SignInOptions,
  type SignInResult,
} from './sign-in.ts'

/** Milliseconds between two looks at the window: no event tells of what it does. */
const period = 250

/** How it came to its end. */
interface Ending {
  /** Error in the address at which the window was last seen. */
  readonly failure?: { readonly error: string; readonly code: string } | undefined
  /** Where it has led, if that is known; `undefined` if the window is gone. */
  readonly url?: string | null | undefined
}

/**
 * Signs in in a window. See `SignInOptions.popup`. Closes it in any case, and never rejects.
 *
 * @param opened `undefined` if the browser has not allowed it.
 */
export async function signInByPopup(
  core: SessionCore,
  host: SignInContext,
  opened: OpenedWindow | undefined,
  provider: string | undefined,
  given: SignInOptions,
  authorizationParams: AuthorizationParams,
): Promise<SignInResult> {
  const options = { ...given, redirect: false }
  let isSignedIn = false
  const context: SignInContext = {
    ...host,
    async onSignedIn() {
      isSignedIn = true
      await host.onSignedIn()
    },
  }
  const { environment } = core
  const popup = opened && toPopup(opened)
  // Whoever is there already must not be taken for whoever comes.
  if (core.store.get().status === 'loading') await core.getSession()
  const before = personOf(core.store.get().data)
  if (!popup || !environment) {
    const result = await signIn(context, provider, options, authorizationParams)
    if (isSignedIn) return conclude(core, { url: result.url }, before)
    if (!result.ok) return result
    return { ...refusal('popup_blocked', result.status), url: result.url }
  }
  let isLed = false
  const place = environment.href()
  const lead = (url: string): void => {
    popup.navigate(new URL(url, place).href)
    isLed = true
  }
  try {
    const windowed = { ...context, navigate: lead, isLeaving: () => false }
    const result = await signIn(windowed, provider, options, authorizationParams)
    if (isSignedIn) return conclude(core, { url: result.url }, before)
    if ((!result.ok && !isLed) || core.isDisposed) return result
    if (!isLed && result.url !== null) lead(result.url)
    const { redirectTo, callbackUrl = host.href() } = options
    const where = redirectTo ?? callbackUrl
    const target = typeof where === 'string' ? pageOf(new URL(where, place)) : undefined
    const isNamed = provider !== undefined
    const ending = await watch(core, popup, environment, { target, before, isNamed })
    popup.close()
    if (!core.isDisposed) await host.onSignedIn()
    return conclude(core, ending, before)
  } catch {
    // An address that is none, or a window that is not to be led.
    return refusal('request_failed', 0)
  } finally {
    popup.close()
  }
}

/** What can be done with a window that this page has opened. */
export function toPopup(opened: OpenedWindow): Popup {
  if (!('location' in opened)) return opened
  return {
    navigate: (url) => {
      opened.location.href = url
    },
    href() {
      try {
        return opened.location.href
      } catch {
        return undefined
      }
    },
    // One that another site has cut off counts as closed; but not while the person is still in it.
    isClosed: () => opened.closed && document.hasFocus(),
    close: () => opened.close(),
  }
}

/** An address without its fragment. */
function pageOf({ href }: URL): string {
  return href.replace(/#.*/, '')
}

/** What the page expects of the window. */
interface Expectation {
  /** Where it goes in the end, as far as that is known, without a fragment. */
  readonly target: string | undefined
  /** Who was there before. */
  readonly before: string | undefined
  /** Whether a provider was named: else the person chooses in the window, and may try again there. */
  readonly isNamed: boolean
}

/** Waits until it is over. Leaves nothing behind. */
function watch(
  core: SessionCore,
  popup: Popup,
  environment: Environment,
  { target, before, isNamed }: Expectation,
): Promise<Ending> {
  const { store, endpoints } = core
  const place = environment.href()
  const { origin } = new URL(place)
  const base = new URL(`${endpoints.basePath}/`, place).href
  let seen: Ending = {}
  let asked: string | undefined

  /** Where the window has arrived, or was last seen; `undefined` while it is on its way. */
  function look(): Ending | undefined {
    const { data } = store.get()
    if (data && personOf(data) !== before) return { url: target }
    if (core.isDisposed || popup.isClosed()) return seen
    const href = popup.href()
    const url = href === undefined ? undefined : new URL(href)
    if (url?.origin !== origin) return undefined
    // An error in the address of the target is the page's own, from before.
    if (pageOf(url) === target) return { url: target }
    const error = url.searchParams.get('error')
    seen = error === null ? {} : { failure: { error, code: url.searchParams.get('code') ?? error } }
    if (url.href.startsWith(base)) return undefined
    // A page of the application's own, to sign in or to welcome who is new, is told where to go later.
    const leadsOn = url.searchParams.has('callbackUrl')
    if (error === null ? before !== undefined && !leadsOn : isNamed || !leadsOn) {
      return { ...seen, url: url.href }
    }
    // The server knows whether this was the way in, or the page says to look for a mail.
    if (before === undefined && asked !== url.href) {
      asked = url.href
      void core.getSession()
    }
    return undefined
  }

  return new Promise((resolve) => {
    let cancel: (() => void) | undefined
    let isOver = false
    // What other tabs say is heard only while somebody listens. Not at once: the store may be changing.
    const leave = store.subscribe(() => void Promise.resolve().then(check))
    function check(): void {
      if (isOver) return
      cancel?.()
      const ending = look()
      if (!ending) {
        cancel = environment.schedule(check, period)
        return
      }
      isOver = true
      leave()
      resolve(ending)
    }
    check()
  })
}

/** The result, once the server was asked who is there. */
function conclude(
  core: SessionCore,
  { failure, url }: Ending,
  before: string | undefined,
): SignInResult {
  const { data, error: unavailable } = core.store.get()
  const hasCome = data && personOf(data) !== before
  const isDone = url !== undefined || personOf(data) !== before
  // An error that the window has shown before she was let in is over.
  if (failure && !hasCome) return refusal(failure.code, 401, failure.error)
  if (isDone && unavailable) return refusal(unavailable.code, 0)
  if (isDone && data) {
    return { error: undefined, code: undefined, status: 200, ok: true, url: url ?? null }
  }
  if (url !== undefined) return refusal('session_required', 401)
  return refusal('popup_closed', 0)
}
