/**
 * `next-auth/react`, and what of `sojourn/react` is new.
 *
 * Declared here is what NextAuth v4 types more narrowly: applications hand it on to functions of theirs.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in NextAuth, for applications that were compiled against it. */
import type { Context } from 'react'
import type {
  AuthError,
  PublicProvider,
  RegisteredSession,
  SignInAuthorizationParams,
  SignInOptions,
  SignInResult,
  SignOutParams as AnySignOutParams,
  SignOutResult,
} from 'sojourn/react'
import type { BuiltInProviderType, RedirectableProviderType } from './providers/index.mjs'

export * from 'sojourn/react'

/** Some texts by name, and any other text. */
export type LiteralUnion<T extends U, U = string> = T | (U & Record<never, never>)

/** A provider as pages know it. */
export interface ClientSafeProvider extends PublicProvider {
  id: LiteralUnion<BuiltInProviderType>
}

/** Options of {@link useSession}. */
export interface UseSessionOptions<R extends boolean> {
  /** Whether nobody being signed in is a reason to act. */
  required: R
  /** What to do then. Default: go to the sign-in page. */
  onUnauthenticated?: () => void
}

interface SessionMembers {
  /** Has the server renew the session. `data` is for the `jwt` or `session` callback. */
  update: (data?: any) => Promise<RegisteredSession | null>
  /** Of ours: set when the server could not be asked; `data` is then what was last known. */
  error?: AuthError | undefined
}

interface AuthenticatedSession extends SessionMembers {
  data: RegisteredSession
  status: 'authenticated'
}

interface AbsentSession<Status> extends SessionMembers {
  data: null
  status: Status
}

/** The session as components read it, told apart by `status`. */
export type SessionContextValue<R extends boolean = false> = R extends true
  ? AuthenticatedSession | AbsentSession<'loading'>
  : AuthenticatedSession | AbsentSession<'unauthenticated' | 'loading'>

/** The context that `SessionProvider` provides and `useSession` reads. */
export declare const SessionContext: Context<SessionContextValue | undefined>

/** The session, in a component. */
export declare function useSession<R extends boolean>(
  options?: UseSessionOptions<R>,
): SessionContextValue<R>
/** Of ours: what a function makes of it. The component renders again only if that has changed. */
export declare function useSession<T>(selector: (session: SessionContextValue) => T): T

/** What became of a sign-in. */
export interface SignInResponse extends Omit<SignInResult, 'error'> {
  /** `null` if nothing went wrong. */
  error: string | null
}

/** Signs in, or sends the browser to where that is done. Never throws. */
export declare function signIn<P extends RedirectableProviderType | undefined = undefined>(
  provider?: LiteralUnion<
    P extends RedirectableProviderType ? P | BuiltInProviderType : BuiltInProviderType
  >,
  options?: SignInOptions,
  authorizationParams?: SignInAuthorizationParams,
): Promise<SignInResponse | undefined>

/** Options of {@link signOut}. */
export interface SignOutParams<R extends boolean = true> extends AnySignOutParams<R> {}

/** What became of a sign-out. */
export interface SignOutResponse extends SignOutResult {}

/** Signs out here and in the other tabs. Never throws. */
export declare function signOut<R extends boolean = true>(
  options?: SignOutParams<R>,
): Promise<R extends true ? undefined : SignOutResponse>

/** Asks which providers there are, by id; `null` if the server does not tell. */
export declare function getProviders(): Promise<Record<
  LiteralUnion<BuiltInProviderType>,
  ClientSafeProvider
> | null>
