/**
 * What the client of tokens and its engine share.
 *
 * @module
 */
import type { ServerClock } from '../clock.ts'
import type { Environment } from '../environment.ts'
import type { HeldTokens, TokenKeeper } from './held-tokens.ts'
import type { TokenClient, TokenPageOptions, TokenState } from './token-client-types.ts'

/** The client, as far as the engine has to do with it. */
export interface TokenCore {
  readonly options: TokenPageOptions
  readonly environment: Environment | undefined
  readonly now: () => number
  /** That of the backend, as far as it is known. By it states are put in order. */
  readonly clock: ServerClock
  readonly keeper: TokenKeeper
  readonly get: () => TokenState
  readonly write: (change: Partial<TokenState>) => void
  /** Looks what the jar holds now. */
  readonly sync: () => void
  readonly put: (which: keyof HeldTokens, value: string | null) => void
  /** What tells the session from another: the refresh token where there is one, else the access token. */
  readonly identity: () => string | null
  /** Takes over a state as it is, learned by the tokens that are held. */
  readonly take: (state: Partial<TokenState>) => void
  /**
   * Takes over what is known of the person.
   *
   * @param time When it was asked, by `clock`: what happened later, in whichever tab, is newer.
   */
  readonly accept: (data: unknown, time?: number) => void
  /**
   * Nobody is signed in any more.
   *
   * @param isOver Whether somebody has signed out, so that no tab may go on. Default `false`.
   */
  readonly end: (isOver?: boolean) => void
  /** The backend could not be asked. */
  readonly fail: (cause: unknown) => void
  /** There is nothing to ask with. */
  readonly beNobody: () => void
  readonly tell: () => void
  readonly getSession: TokenClient['getSession']
  /** Changes after which an answer to an earlier question says nothing. */
  revision: number
  /** Sign-outs of this tab. */
  signOuts: number
  /** The revision that a sign-out of another tab made; 0 if somebody has signed in since. */
  lostAt: number
  /** What `identity` was when `data` was learned. */
  bearer: string | null
  /** Whether `data` is what a sign-out left. */
  isOver: boolean
  /** Whether anybody listens. */
  isActive: boolean
  /** How often somebody began to listen while nobody did. */
  arrivals: number
  isDisposed: boolean
}
