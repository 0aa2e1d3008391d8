/**
 * Signing out: certain, or said to have failed.
 *
 * @module
 */
import { readString } from './endpoint-client.ts'
import { form, readFormReply, unavailable, type SignContext } from './sign-in.ts'

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
}

/**
 * Signs out. See `SessionClient.signOut`.
 *
 * @param onSignedOut Called when the server has ended the session, before the browser goes anywhere.
 * @param onFailed Called if it is not certain that the session has ended.
 */
export async function signOut(
  context: SignContext & {
    readonly onSignedOut: (serverTime: number | undefined) => Promise<void>
    readonly onFailed: (cause: unknown) => void
  },
  options: SignOutOptions,
): Promise<SignOutResult> {
  const { endpoints } = context
  const callbackUrl = options.redirectTo ?? options.callbackUrl ?? context.href()

  const csrf = await endpoints.get('csrf')
  const csrfToken = readString(csrf.body, 'csrfToken')
  const reply =
    csrfToken === undefined
      ? { ...csrf, outcome: 'failure' as const }
      : await endpoints.post('signout', form({ csrfToken, callbackUrl, json: 'true' }))
  const { ok, error, status, target } =
    reply.outcome === 'failure'
      ? { ...unavailable(reply.status), target: undefined }
      : readFormReply(reply, 'signout')
  if (!ok) {
    context.onFailed(reply.cause ?? error)
    return { url: callbackUrl ?? '/', ok, error, status }
  }
  const settled = context.onSignedOut(reply.serverTime)
  if (options.redirect === false) await settled
  // Not to `callbackUrl`, which nobody has checked, should an answer ever come without an address.
  else if (target !== undefined) context.navigate(target)
  return { url: target ?? callbackUrl ?? '/', ok, error, status }
}
