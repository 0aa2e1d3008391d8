/**
 * What the client of tokens and its engine share.
 *
 * @module
 */
import type { Environment } from '../environment.ts'
import type { HeldTokens, TokenKeeper } from './held-tokens.ts'
import type { TokenClient, TokenPageOptions, TokenState } from './token-client-types.ts'

/** The client, as far as the engine has to do with it. */
export interface TokenCore {
  readonly options: TokenPageOptions
  readonly environment: Environment | undefined
  readonly now: () => number
  /** By it states are put in order. */
  readonly clock: () => number
  readonly keeper: TokenKeeper
  readonly get: () => TokenState
  readonly write: (change: Partial<TokenState>) => void
  /** Looks what the jar holds now. */
  readonly sync: () => void
  readonly put: (which: keyof HeldTokens, value: string | null) => void
  /** Removes both tokens. */
  readonly clear: () => void
  readonly hasTokens: () => boolean
  /**
   * Takes over what is known of the person.
   *
   * @param time When it was asked: what happened later, in whichever tab, is newer.
   */
  readonly accept: (data: unknown, time?: number) => void
  /** Nobody is signed in any more. */
  readonly end: () => void
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
  /** Place of the last sign-out of another tab in the order of states. */
  lostAt: number
  /** Whether anybody listens. */
  isActive: boolean
  /** How often somebody began to listen while nobody did. */
  arrivals: number
  isDisposed: boolean
}
