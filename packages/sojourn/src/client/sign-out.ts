/**
 * Signing out: certain, or said to have failed.
 *
 * @module
 */
import { leave, postForm, type SignInContext, type SignInResult } from './sign-in.ts'

/** Options of a sign-out. */
export interface SignOutOptions {
  /** Where to go afterwards: a path of this site, or an absolute URL. Default: this page. */
  callbackUrl?: string | undefined
  /** The same under its name in Auth.js v5; goes before `callbackUrl`. */
  redirectTo?: string | undefined
  /** `false`: stay on this page. Default `true`. */
  redirect?: boolean | undefined
  /** As NuxtAuth has it. Without effect: every redirect is a full load, to wherever the server allows. */
  external?: boolean | undefined
}

/** What became of a sign-out. Returned, never thrown. */
export interface SignOutResult {
  /** Where the browser is sent, or should be. */
  url: string
  /** Whether the server has ended the session. If not, the person is still signed in. */
  ok: boolean
  /** Code of what went wrong; `undefined` if nothing did. */
  error: string | undefined
  /** HTTP status; 0 if there was no response. */
  status: number
  /** As in {@link SignInResult}. */
  navigationResult?: unknown
}

/** What signing out needs from the client. */
export interface SignOutContext extends Pick<SignInContext, 'endpoints' | 'href' | 'navigate'> {
  /** The store's revision. */
  readonly revision: () => number
  /**
   * The server has ended the session. The browser goes nowhere before this was called.
   *
   * @param revision The store's, when the sign-out began.
   */
  readonly onSignedOut: (serverTime: number | undefined, revision: number) => Promise<void>
  /** It is not certain that the session has ended. */
  readonly onFailed: (cause: unknown) => void
}

/** Signs out. See `SessionClient.signOut`. */
export async function signOut(
  context: SignOutContext,
  options: SignOutOptions,
): Promise<SignOutResult> {
  const { endpoints, href, navigate, revision, onSignedOut, onFailed } = context
  const before = revision()
  const callbackUrl = options.redirectTo ?? options.callbackUrl ?? href()

  const { result, target, reply } = await postForm(endpoints, endpoints.send('csrf'), 'signout', {
    callbackUrl,
  })
  const { ok, error, status } = result
  let left: Pick<SignInResult, 'navigationResult'> = {}
  if (ok) {
    const settled = onSignedOut(reply.serverTime, before)
    if (options.redirect === false) await settled
    // Not to `callbackUrl`, which nobody has checked, should an answer ever come without an address.
    else if (target !== undefined) left = await leave(navigate, target)
  } else {
    onFailed(reply.cause ?? error)
  }
  return { url: (ok ? target : undefined) ?? callbackUrl ?? '/', ok, error, status, ...left }
}
