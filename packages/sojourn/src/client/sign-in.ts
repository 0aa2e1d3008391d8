/**
 * Signing in: the requests, where the browser goes, and what the caller is told.
 *
 * @module
 */
import { isRecord } from '../core/protocol.ts'
import type { EndpointClient, Reply } from './endpoint-client.ts'
import { post, readString } from './post.ts'

/** Options of a sign-in. Every further member is sent along: the fields of a credentials form. */
export interface SignInOptions extends Record<string, unknown> {
  /**
   * Where to go afterwards: a path of this site, or an absolute URL; `null`: where the server leads. Default: this
   * page.
   */
  callbackUrl?: string | null | undefined
  /** The same under its name in Auth.js v5; goes before `callbackUrl`. */
  redirectTo?: string | undefined
  /**
   * `false`: stay on this page and return the result, whatever the provider. A provider that is not there leads to
   * the sign-in page all the same. Default `true`.
   */
  redirect?: boolean | undefined
  /**
   * Whether to sign in in a window of its own, so that this page stays as it is. To be called while a click is handled.
   * The result then says whether somebody is signed in; `popup_closed` if the window was closed before. Where the
   * browser opens none, this is as with `redirect: false`, with the code `popup_blocked`. Default `false`.
   */
  popup?: boolean | undefined
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
  /** Whether nothing went wrong so far. With OAuth the person is not signed in yet, unless it was in a window. */
  ok: boolean
  /** Where the browser is sent, or should be; `null` if what was sent was refused. */
  url: string | null
  /** What the host's `navigate` gave: for a route middleware to return. Not there if the page is not left. */
  navigationResult?: unknown
}

/** What signing in needs from the client. */
export interface SignInContext {
  readonly endpoints: EndpointClient
  /** Address of this page; `undefined` on a server. */
  readonly href: () => string | undefined
  readonly navigate: (url: string) => unknown
  /** Who is meant where no provider is named, if not the sign-in page. */
  readonly defaultProvider?: string | undefined
  /** Whether the page is on its way out already: nobody is then sent to sign in. */
  readonly isLeaving: () => boolean
  /** Who is known to be signed in. */
  readonly person: () => string | undefined
  /** The server has taken the credentials, or may have: the session is read anew. */
  readonly onSignedIn: () => Promise<void>
}

/** Signs in. See `SessionClient.signIn`. */
export async function signIn(
  context: SignInContext,
  provider: string | undefined,
  options: SignInOptions,
  authorizationParams: AuthorizationParams,
): Promise<SignInResult> {
  const { endpoints, href, navigate, isLeaving, person, onSignedIn } = context
  const { callbackUrl: where, redirectTo, redirect = true, ...others } = options
  const { popup, external: _, ...fields } = others
  const callbackUrl = redirectTo ?? (where === undefined ? href() : where)

  /** Has the browser go to a page of the engine, unless it is to stay. */
  async function goTo(page: string, query: object, stays = false): Promise<Page> {
    const text = form({ ...query }).toString()
    const url = `${endpoints.basePath}/${page}${text && `?${text}`}`
    return { url, ...(!stays && !isLeaving() && (await leave(navigate, url))) }
  }

  const toSignIn = { error: options.error, callbackUrl }

  async function chooseThere(): Promise<SignInResult> {
    const page = await goTo('signin', toSignIn, !redirect)
    return { error: undefined, code: undefined, status: 302, ok: true, ...page }
  }

  const id = provider || context.defaultProvider
  if (!id) return chooseThere()

  const csrf = endpoints.send('csrf')
  const { outcome, body, status } = await endpoints.send('providers')
  if (outcome !== 'answer') return refusal('session_unavailable', status)
  if (!isRecord(body) || Object.keys(body).length === 0) {
    const none = refusal('configuration_invalid', 500, 'Configuration')
    return { ...none, ...(await goTo('error', {})) }
  }
  if (!Object.hasOwn(body, id)) {
    return {
      ...refusal('provider_unknown', 400, 'InvalidProvider'),
      ...(await goTo('signin', toSignIn)),
    }
  }

  const type = readString(body[id], 'type')
  // A form that nobody has filled would only be refused.
  const isForm = type === 'credentials' || type === 'email'
  if ((!provider || popup) && isForm && Object.keys(fields).length === 0) return chooseThere()
  const isCredentials = type === 'credentials'
  const query = new URLSearchParams(authorizationParams).toString()
  const before = person()
  const { result, target, isUncertain } = await postForm(
    endpoints,
    csrf,
    `${isCredentials ? 'callback' : 'signin'}/${encodeURIComponent(id)}${query && `?${query}`}`,
    { ...fields, callbackUrl },
  )
  if (isCredentials && isUncertain) {
    // Nobody has answered, or not in time: she may be signed in all the same.
    await onSignedIn()
    const now = person()
    if (now !== undefined && now !== before) {
      const url = href() ?? null
      const left = redirect && url !== null && (await leave(navigate, url))
      return { error: undefined, code: undefined, status: 0, ok: true, url, ...left }
    }
  }
  // Leaving the page makes its state worthless; the other tabs hear it from the next page.
  if (!redirect && result.ok && isCredentials) await onSignedIn()
  const left = redirect && target !== undefined && (await leave(navigate, target))
  return { ...result, url: result.ok ? (target ?? null) : null, ...left }
}

type Page = Pick<SignInResult, 'navigationResult' | 'url'>

/** Leaves the page. What the host has to say of it becomes part of the result. */
export async function leave(
  navigate: (url: string) => unknown,
  url: string,
): Promise<Pick<SignInResult, 'navigationResult'>> {
  const navigationResult = await navigate(url)
  return navigationResult === undefined ? {} : { navigationResult }
}

/** What became of a form. */
export interface PostedForm {
  readonly result: Omit<SignInResult, 'url'>
  /** Where the answer points to, also after an error. */
  readonly target: string | undefined
  /** To the request that carried it, or to the one that should have made it possible. */
  readonly reply: Reply
  /** Whether it was sent, and nothing has come back. */
  readonly isUncertain: boolean
}

/**
 * Posts a form with the browser's CSRF token.
 *
 * @param csrf The reply to the question for the token.
 */
export async function postForm(
  endpoints: EndpointClient,
  csrf: Promise<Reply>,
  path: string,
  fields: Record<string, unknown>,
): Promise<PostedForm> {
  const asked = await csrf
  const csrfToken = readString(asked.body, 'csrfToken')
  const reply =
    csrfToken === undefined
      ? { ...asked, outcome: 'failure' as const }
      : await post(endpoints, path, form({ ...fields, csrfToken, json: true }))
  const { outcome, body, status } = reply
  const target = readString(body, 'url')
  const isUncertain = csrfToken !== undefined && status === 0
  // A failure that leads somewhere was told on purpose: the mail could not be sent, say.
  if (outcome === 'failure' && target === undefined) {
    return { result: refusal('session_unavailable', status), target, reply, isUncertain }
  }
  // By hand: `new URL` throws on a path, and any URL may come back.
  const params = new URLSearchParams(target?.replace(/^[^?]*\??|#.*$/g, ''))
  const code = params.get('code') ?? readString(body, 'code')
  const isAnswer = outcome === 'answer'
  // Of an answer that leads back, an error in the address is the page's own, from before.
  const isBack = isAnswer && (path === 'signout' || isSameUrl(target, fields['callbackUrl']))
  const error =
    (isBack ? undefined : params.get('error')) ??
    // So says NextAuth v4, with status 200, if the token did not fit.
    (/\/sign(in|out)\?csrf=true$/.test(target ?? '') ? 'MissingCSRF' : undefined) ??
    (isAnswer ? undefined : (code ?? 'Signin'))
  const result = { error, code: error && code, status, ok: error === undefined }
  return { result, target, reply, isUncertain }
}

/** Whether an absolute address is the one that was given, which may be a path. */
function isSameUrl(url: string | undefined, given: unknown): boolean {
  return typeof given === 'string' && given !== '' && url?.endsWith(given) === true
}

/** A form of the members that have a value; URLSearchParams alone would send `undefined` as a word. */
function form(fields: Record<string, unknown>): URLSearchParams {
  const entries = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null,
  )
  return new URLSearchParams(entries as [string, string][])
}

/** The result of what was refused, or did not come about. */
export function refusal(code: string, status: number, error = code): SignInResult {
  return { error, code, status, ok: false, url: null }
}
