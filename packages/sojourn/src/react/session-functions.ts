/**
 * The functions for use beside components, and some of them on a server.
 *
 * In a browser they are those of the provider that was mounted last, so that components see what comes of
 * them; without a provider, those of a client of their own. On a server each call stands for itself,
 * because nothing of one request may be there in another.
 *
 * @module
 */
import { createRequestClient } from '#request-client'
import type { RegisteredSession } from '../core/session.ts'
import { createSessionClient, type SessionClient } from '../client/session-client.ts'
import type { AuthorizationParams, SignInOptions, SignInResult } from '../client/sign-in.ts'
import type { SignOutOptions, SignOutResult } from '../client/sign-out.ts'
import type { RequestContext } from './request-client.ts'
import { clients } from './session-context.ts'

/** Options of {@link getSession}. */
export interface GetSessionOptions extends RequestContext {
  /** As NextAuth has it. Without effect: the other tabs are told whatever is news to them. */
  readonly broadcast?: boolean | undefined
  /** As NextAuth has it. Without effect. */
  readonly event?: string | undefined
  /** As NextAuth has it. Without effect. */
  readonly triggerEvent?: boolean | undefined
}

/** Options of {@link signOut}, as NextAuth types them: `R` says whether the page is left. */
export interface SignOutParams<R extends boolean = boolean> extends Omit<
  SignOutOptions,
  'redirect'
> {
  /** `false`: stay on this page. Default `true`. */
  redirect?: R | undefined
}

/** What is exported from here, by its types, which name the registered session. */
interface SessionFunctions extends Pick<
  SessionClient,
  'getProviders' | 'listSessions' | 'revokeSessions'
> {
  readonly getSession: <S extends object = RegisteredSession>(
    options?: GetSessionOptions,
  ) => Promise<S | null>
  readonly getCsrfToken: (context?: RequestContext) => Promise<string | undefined>
  readonly signIn: <P extends string | undefined = undefined>(
    provider?: NonNullable<P> | (string & {}) | SignInOptions,
    options?: SignInOptions,
    authorizationParams?: AuthorizationParams,
  ) => Promise<SignInResult>
  readonly signOut: <R extends boolean = boolean>(
    options?: SignOutParams<R>,
  ) => Promise<SignOutResult>
}

/** Whether there is a page: elsewhere there are requests of many people. */
export const isBrowser = typeof document !== 'undefined'

let ownClient: SessionClient | undefined

function currentClient(context: unknown): SessionClient {
  if (!isBrowser) return createRequestClient(context as RequestContext | undefined)
  return [...clients].at(-1) ?? (ownClient ??= createSessionClient())
}

/** A function that calls the one of this name, of the client that there is by then. */
function delegate<Name extends keyof SessionFunctions>(name: Name): SessionFunctions[Name] {
  async function call(...args: unknown[]): Promise<unknown> {
    const client = currentClient(args[0])
    return (client[name] as (...args: unknown[]) => unknown)(...args)
  }
  return call as SessionFunctions[Name]
}

/**
 * Asks the server for the session. A type argument says of what type it is.
 *
 * On a server it needs the request that is being answered: `getSession({ req })`. There
 * `getServerSession` of `sojourn/next` gets by without asking.
 *
 * @returns The session, or `null`; the last known one if the server could not be asked.
 */
export const getSession: SessionFunctions['getSession'] = /* @__PURE__ */ delegate('getSession')

/**
 * Asks for the CSRF token that forms of the application's own must carry.
 *
 * On a server it needs the request that is being answered: `getCsrfToken({ req })`. The token fits the
 * cookie that came with it.
 *
 * @returns The token; `undefined` if the server does not tell.
 */
export const getCsrfToken: SessionFunctions['getCsrfToken'] =
  /* @__PURE__ */ delegate('getCsrfToken')

/** Asks which providers there are, by id; `null` if the server does not tell. Also on a server. */
export const getProviders: SessionFunctions['getProviders'] =
  /* @__PURE__ */ delegate('getProviders')

/**
 * Asks where the person is signed in, newest first; `null` if the server does not tell, as where sessions
 * are not kept in a storage.
 */
export const listSessions: SessionFunctions['listSessions'] =
  /* @__PURE__ */ delegate('listSessions')

/**
 * Ends sessions of the person, for certain: one by its id, `others` for all but this one, or `all`. If this
 * one is among them, they are signed out here.
 *
 * @returns What is left of the list; `null` if it is not certain that they have ended.
 */
export const revokeSessions: SessionFunctions['revokeSessions'] =
  /* @__PURE__ */ delegate('revokeSessions')

/**
 * Signs in, or sends the browser to where that is done. Returns what became of it, and never throws.
 *
 * Takes the id of a provider, what to send and where to go afterwards, and query parameters for the
 * provider's authorization endpoint. Without a provider the browser goes to the sign-in page.
 *
 * @example
 * ```ts
 * const { ok, code } = await signIn('credentials', { username, password, redirect: false })
 * ```
 */
export const signIn: SessionFunctions['signIn'] = /* @__PURE__ */ delegate('signIn')

/**
 * Signs out here and in the other tabs. If the server cannot be reached the person stays signed in, and
 * the result says so; it never throws.
 */
export const signOut: SessionFunctions['signOut'] = /* @__PURE__ */ delegate('signOut')
