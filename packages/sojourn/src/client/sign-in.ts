/**
 * Signing in: the requests, where the browser goes, and what the caller is told.
 *
 * @module
 */
import { isRecord } from '../core/protocol.ts'
import { readString, type EndpointClient, type Reply } from './endpoint-client.ts'

/** Options of a sign-in. Every further member is sent along: the fields of a credentials form. */
export interface SignInOptions extends Record<string, unknown> {
  /** Where to go afterwards: a path of this site, or an absolute URL. Default: this page. */
  callbackUrl?: string | undefined
  /** The same under its name in Auth.js v5; goes before `callbackUrl`. */
  redirectTo?: string | undefined
  /** `false`: stay on this page and return the result, whatever the provider. Default `true`. */
  redirect?: boolean | undefined
  /** As NuxtAuth has it. Without effect: every redirect is a full load, to wherever the server allows. */
  external?: boolean | undefined
  /** Shown by the sign-in page, if that is where the browser is sent. */
  error?: string | undefined
}

/** Query parameters for the provider's authorization endpoint. */
export type AuthorizationParams =
  | string
  | string[][]
  | Record<string, string>
  | URLSearchParams
  | undefined

/** What became of a sign-in. Returned, never thrown. */
export interface SignInResult {
  /** NextAuth's code of the error, such as `CredentialsSignin`; `undefined` if there is none. */
  error: string | undefined
  /** The finer code: of the error catalog, or what the application's `authorize` gave. */
  code: string | undefined
  /** HTTP status; 0 if there was no response. */
  status: number
  /** Whether nothing went wrong so far. With OAuth the person is not signed in yet. */
  ok: boolean
  /** Where the browser is sent, or should be; `null` after an error. */
  url: string | null
}

/** What signing in and out need from the client. */
export interface SignContext {
  readonly endpoints: EndpointClient
  /** Address of this page; `undefined` on a server. */
  readonly href: () => string | undefined
  readonly navigate: (url: string) => void
}

/** What the answer to a form says. */
export type FormResult = Omit<SignInResult, 'url'> & {
  /** Where the answer points to, also after an error. */
  readonly target: string | undefined
}

/**
 * Signs in. See `SessionClient.signIn`.
 *
 * @param onSignedIn Called when the server has taken the credentials, before the browser goes anywhere.
 * @param isLeaving Whether the page is on its way out already: nobody is then sent to sign in.
 */
export async function signIn(
  context: SignContext & {
    readonly onSignedIn: () => Promise<void>
    readonly isLeaving: () => boolean
  },
  provider: string | undefined,
  options: SignInOptions,
  authorizationParams: AuthorizationParams,
): Promise<SignInResult> {
  const { endpoints, navigate } = context
  const { callbackUrl: where, redirectTo, redirect = true, external: _, ...fields } = options
  const callbackUrl = redirectTo ?? where ?? context.href()

  function goTo(page: 'signin' | 'error'): string {
    const query = form(page === 'signin' ? { callbackUrl, error: options.error } : {}).toString()
    const url = `${endpoints.basePath}/${page}${query && `?${query}`}`
    if (redirect && !context.isLeaving()) navigate(url)
    return url
  }

  if (!provider) {
    return { error: undefined, code: undefined, status: 302, ok: true, url: goTo('signin') }
  }

  const [providers, csrf] = await Promise.all([endpoints.get('providers'), endpoints.get('csrf')])
  const csrfToken = readString(csrf.body, 'csrfToken')
  if (providers.outcome !== 'answer') return unavailable(providers.status)
  if (csrfToken === undefined) return unavailable(csrf.status)
  const known = isRecord(providers.body) ? providers.body : {}
  if (Object.keys(known).length === 0) {
    goTo('error')
    return refused('Configuration', 'configuration_invalid', 500)
  }
  if (!Object.hasOwn(known, provider)) {
    goTo('signin')
    return refused('InvalidProvider', 'provider_unknown', 400)
  }

  const isCredentials = readString(known[provider], 'type') === 'credentials'
  const query = new URLSearchParams(authorizationParams).toString()
  const reply = await endpoints.post(
    `${isCredentials ? 'callback' : 'signin'}/${encodeURIComponent(provider)}${query && `?${query}`}`,
    form({ ...fields, csrfToken, callbackUrl, json: 'true' }),
  )
  if (reply.outcome === 'failure') return unavailable(reply.status)
  const { target, ...result } = readFormReply(reply, 'signin')
  const hasEntered = result.ok && isCredentials
  // Leaving the page makes its state worthless; the other tabs hear it from the next page.
  if (hasEntered && !redirect) await context.onSignedIn()
  if (redirect && target !== undefined) navigate(target)
  return { ...result, url: result.ok ? (target ?? null) : null }
}

/**
 * Reads what the engine answered to a form that it would have answered with a redirect.
 *
 * @param page The page that NextAuth v4 points to, with status 200, if the CSRF token did not fit.
 */
export function readFormReply(reply: Reply, page: 'signin' | 'signout'): FormResult {
  const target = readString(reply.body, 'url')
  // By hand: `new URL` throws on a path, and any URL may come back.
  const params = new URLSearchParams(target?.replace(/^[^?]*\??|#.*$/g, ''))
  const isForeign = target?.endsWith(`/${page}?csrf=true`) ? 'MissingCSRF' : undefined
  const code = params.get('code') ?? readString(reply.body, 'code')
  const error =
    params.get('error') ??
    isForeign ??
    (reply.outcome === 'answer' ? undefined : (code ?? 'Signin'))
  return { error, code: error && code, status: reply.status, ok: error === undefined, target }
}

/** A form of the members that have a value; URLSearchParams alone would send `undefined` as a word. */
export function form(fields: Record<string, unknown>): URLSearchParams {
  const entries = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null,
  )
  return new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))
}

/** The result if the server did not answer as an engine does. */
export function unavailable(status: number): SignInResult {
  return refused('session_unavailable', 'session_unavailable', status)
}

function refused(error: string, code: string, status: number): SignInResult {
  return { error, code, status, ok: false, url: null }
}
