/**
 * Hooks around the requests to a backend that hands out tokens, for backends that no configuration describes.
 *
 * @module
 */
import type { TokenAnswer, TokenRequest } from './token-request.ts'

/** What a request is for. */
export type TokenAction = 'signIn' | 'signUp' | 'signOut' | 'getSession' | 'refresh'

/** What a hook may know. */
export interface TokenHookContext {
  readonly action: TokenAction
  /** The access token without its prefix; `null` if there is none. */
  readonly token: string | null
  readonly refreshToken: string | null
}

/** What an answer means; what is left out is found as configured. */
export interface TokenAnswerMeaning {
  readonly token?: string | null | undefined
  readonly refreshToken?: string | null | undefined
  /** What is known of the person. Counts in the answers to `getSession` and, in place of asking then, `signIn`. */
  readonly session?: unknown
}

/**
 * Hooks of one action. They run while others wait for its outcome, so a hook must not wait for the client itself.
 */
export interface TokenActionHooks {
  /**
   * Changes the request; what is left out stays as configured. `false`: nothing is sent, and the action ends without
   * effect.
   *
   * @param data What the application passed: credentials of a sign-in or sign-up.
   */
  readonly createRequest?: (
    data: unknown,
    request: TokenRequest,
    context: TokenHookContext,
  ) => Partial<TokenRequest> | false | Promise<Partial<TokenRequest> | false>
  /** Says what an answer means. `false`: the hook has seen to it, and nothing is taken from the answer. */
  readonly onResponse?: (
    answer: TokenAnswer,
    context: TokenHookContext,
  ) =>
    | TokenAnswerMeaning
    | false
    | undefined
    | void
    | Promise<TokenAnswerMeaning | false | undefined | void>
  /** Told of an error before the caller is. What it throws is what the caller gets. */
  readonly onRequestError?: (error: unknown, context: TokenHookContext) => void | Promise<void>
}

/** Hooks by action. */
export type TokenHooks = { readonly [action in TokenAction]?: TokenActionHooks }

/** Types the default export of the file that `provider.hooks` names. */
export function defineAuthHooks(hooks: TokenHooks): TokenHooks {
  return hooks
}
