/**
 * Events: what has happened, for an application to note. They decide nothing.
 *
 * @module
 */
import type { AuthError } from '../core/errors.ts'
import type { User } from '../core/user.ts'
import type { Backend } from './backend.ts'
import { describeError } from './describe-error.ts'

/** Where a request came from. */
export interface TokenRequestInfo {
  /** Network address, if the host said it. */
  readonly address: string | null
  /** `User-Agent`, at most 512 characters. Written by the browser: show it as text. */
  readonly userAgent: string | null
}

/** What an application may listen to. A listener that throws is reported, and changes nothing. No token is told. */
export interface TokenEvents {
  /** Somebody has signed in with a password. */
  readonly signIn?: (message: TokenRequestInfo & { user: User; sessionId: string }) => unknown
  /** A session was ended by its person: signed out of, or ended in a list. */
  readonly signOut?: (message: TokenRequestInfo & { userId: string; sessionId: string }) => unknown
  /**
   * Somebody has signed up. A sign-up with an address that is taken is a `failure` with `email_taken`. Both are waited
   * for: a listener that takes longer for one tells by time which addresses are taken, so leave slow work, such as a
   * mail, to a queue.
   */
  readonly signUp?: (message: TokenRequestInfo & { user: User }) => unknown
  /** Tokens were refreshed; `isRepeated` if another request had rotated the same token a moment before. */
  readonly refresh?: (
    message: TokenRequestInfo & { userId: string; sessionId: string; isRepeated: boolean },
  ) => unknown
  /**
   * A refresh token was used that had been used before, so it is in two hands, and its session was ended. `previous`:
   * the one before the current; `older`: any other. Told once for each session.
   */
  readonly refreshTokenReused?: (
    message: TokenRequestInfo & { userId: string; sessionId: string; cause: 'previous' | 'older' },
  ) => unknown
  /** Something was refused or failed; `error.code` says what. Not told of an access token that has expired. */
  readonly failure?: (
    message: TokenRequestInfo & {
      error: AuthError
      /** The path below the base: `/login`, `/register`, `/refresh` … */
      path: string
    },
  ) => unknown
}

/** Tells the application, and waits for it: some hosts stop when the answer is out. Never fails. */
export async function emit<Name extends keyof TokenEvents>(
  { events, logger }: Pick<Backend, 'events' | 'logger'>,
  name: Name,
  message: Parameters<NonNullable<TokenEvents[Name]>>[0],
): Promise<void> {
  const listener = events[name] as ((message: unknown) => unknown) | undefined
  if (listener === undefined) return
  try {
    await listener(message)
  } catch (error) {
    try {
      logger.error('event_failed', `${name}: ${describeError(error)}`)
    } catch {
      // Nobody is left to tell.
    }
  }
}
