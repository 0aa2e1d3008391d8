/**
 * `signIn`, `signOut` and `unstable_update` on the server: for server actions and route handlers.
 *
 * @module
 */
import { AuthError } from '../core/errors.ts'
import { type CsrfBody, isRecord, type ProvidersBody, type RedirectBody } from '../core/protocol.ts'
import type { EngineOptions } from './engine.ts'
import { errorType } from './error-type.ts'
import { createVisitor, type Visitor } from './visitor.ts'

/** Additional parameters of an authorization request, such as `{ prompt: 'login' }`. */
export type AuthorizationParams = string[][] | Record<string, string> | string | URLSearchParams

/** Options of {@link ServerActions.signIn}: its own, and fields for the provider, such as `password`. */
export type SignInOptions<R extends boolean> = {
  /** Where to go afterwards. Default: the page that the action was called from, by its `Referer`. */
  redirectTo?: string | URL | undefined
  /** `false`: the address is returned, and nobody is sent there. Default `true`. */
  redirect?: R | undefined
} & Readonly<Record<string, unknown>>

/** Options of {@link ServerActions.signOut}. */
export interface SignOutOptions<R extends boolean> {
  /** As for {@link SignInOptions}. */
  redirectTo?: string | URL | undefined
  /** As for {@link SignInOptions}. */
  redirect?: R | undefined
}

/** An error that says by its `type`, too, what Auth.js would call it. */
export type TypedError = AuthError & { readonly type: string }

/** What server actions may do with the session of whoever calls them. */
export interface ServerActions<S> {
  /**
   * Signs in: with `credentials` at once, with any other provider by sending the browser there. What it needs in the
   * browser's place (CSRF token, cookies) is seen to.
   *
   * @param provider Its id. Without one, or with one that is not known, the sign-in page is where it leads.
   * @param options Or the form that was sent.
   * @param params Additional parameters of the authorization request.
   * @returns With `redirect: false` the address; else nothing, since Next redirects.
   * @throws {AuthError} Why it failed, in `code`, and in `type` as Auth.js calls it: `CredentialsSignin` with
   *   `credentials_rejected`, `AccessDenied` with `access_denied` …
   *
   * @example
   * ```ts
   * async function enter(form: FormData) {
   *   'use server'
   *   await signIn('credentials', form)
   * }
   * ```
   */
  readonly signIn: <R extends boolean = true>(
    provider?: string,
    options?: FormData | SignInOptions<R>,
    params?: AuthorizationParams,
  ) => Promise<R extends false ? string : never>
  /**
   * Signs out.
   *
   * @returns With `redirect: false` the address; else nothing, since Next redirects.
   * @throws {AuthError} `storage_unavailable`: then the session may still be there.
   */
  readonly signOut: <R extends boolean = true>(
    options?: SignOutOptions<R>,
  ) => Promise<R extends false ? string : never>
  /**
   * Changes the session by what the `jwt` callback, or with stored sessions the `session` callback, makes of it with
   * `trigger: 'update'`.
   *
   * @param data What the callback gets. Validate it there if any of it came from a browser.
   * @returns The session afterwards; `null` if nobody is signed in.
   */
  readonly unstable_update: (data: unknown) => Promise<S | null>
}

/**
 * @param options What the handler was made of.
 * @param toThrown What to throw for a failure. Default: the failure, with a `type`.
 */
export function createServerActions<S>(
  options: EngineOptions,
  toThrown: (error: AuthError) => unknown = typed,
): ServerActions<S> {
  /** Does something in the browser's place, and hands it the cookies if it works. */
  async function actFor<T>(act: (visitor: Visitor) => Promise<T>): Promise<T> {
    try {
      const visitor = await createVisitor(options)
      const result = await act(visitor)
      await visitor.keepCookies()
      return result
    } catch (thrown) {
      throw AuthError.is(thrown) ? toThrown(thrown) : thrown
    }
  }

  return {
    async signIn(provider, given = {}, params = {}) {
      const { redirect, redirectTo, ...fields } = (
        given instanceof FormData ? Object.fromEntries(given) : given
      ) as Record<string, unknown>
      const url = await actFor(async (visitor) => {
        const callbackUrl = targetOf(visitor, redirectTo)
        const providers = (await visitor.ask({ route: ['providers'] })).body as ProvidersBody
        if (provider === undefined || !Object.hasOwn(providers, provider)) {
          return signInPage(visitor, providers, callbackUrl)
        }
        const action = providers[provider]?.type === 'credentials' ? 'callback' : 'signin'
        return post(visitor, {
          route: [action, provider],
          form: { ...texts(fields), callbackUrl },
          query: new URLSearchParams(params).toString(),
        })
      })
      return lead(url, redirect)
    },

    async signOut({ redirect, redirectTo } = {}) {
      const url = await actFor(async (visitor) =>
        post(visitor, {
          route: ['signout'],
          form: { callbackUrl: targetOf(visitor, redirectTo) },
        }),
      )
      return lead(url, redirect)
    },

    async unstable_update(data) {
      return actFor(async (visitor) => {
        const csrfToken = await csrfTokenOf(visitor)
        const { body } = await visitor.ask({ route: ['session'], json: { csrfToken, data } })
        return isRecord(body) && Object.keys(body).length > 0 ? (body as S) : null
      })
    },
  }
}

async function csrfTokenOf(visitor: Visitor): Promise<string> {
  const { body } = await visitor.ask({ route: ['csrf'] })
  return (body as CsrfBody).csrfToken
}

async function post(
  visitor: Visitor,
  question: { route: readonly string[]; form: Record<string, string>; query?: string },
): Promise<string> {
  const csrfToken = await csrfTokenOf(visitor)
  const form = { ...question.form, csrfToken }
  const { body } = await visitor.ask({ ...question, form })
  return (body as RedirectBody).url
}

function targetOf(visitor: Visitor, redirectTo: unknown): string {
  if (redirectTo instanceof URL) return redirectTo.href
  return typeof redirectTo === 'string' ? redirectTo : (visitor.page ?? '/')
}

/**
 * The sign-in page, itself if it is one of the application's: Next would show a page that it is led on to under the
 * address that it was sent to. By its whole address, which Next does not put a base path before.
 */
async function signInPage(
  visitor: Visitor,
  providers: ProvidersBody,
  callbackUrl: string,
): Promise<string> {
  const query = new URLSearchParams({ callbackUrl }).toString()
  const { location } = await visitor.ask({ route: ['signin'], query })
  if (location !== undefined) return location
  const [any] = Object.values(providers)
  const page = any ? any.signinUrl.slice(0, -any.id.length - 1) : `${visitor.basePath}/signin`
  return `${page}?${query}`
}

/** What a form can say; files are not for the endpoints. */
function texts(fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
      .map(([name, value]) => [name, String(value)]),
  )
}

async function lead(url: string, redirects: unknown): Promise<never> {
  // Only where it is meant: a form says everything in text.
  if (redirects === false) return url as never
  const { redirect } = await import('next/navigation.js')
  return redirect(url)
}

/** The failure, as both would call it. */
function typed(error: AuthError): TypedError {
  return Object.assign(error, { type: errorType(error) })
}
