/**
 * Signing in and up, and having to: what the client does, and where it leads.
 *
 * @module
 */
import type { TokenClient } from '../client/tokens/token-client-types.ts'
import type { TokenAuth, TokenGetSessionOptions, TokenRedirect } from './token-composables.ts'

/** What `useTokenAuth()` does by way of this module. */
export interface TokenActions extends Pick<TokenAuth, 'signIn' | 'signUp'> {
  /**
   * Nobody is signed in, and somebody has to be. Not if the backend could not be asked, since nobody knows then.
   *
   * @returns What `getSession` returns.
   */
  readonly requireSession: (options: TokenGetSessionOptions) => Promise<unknown>
}

/**
 * Makes them around a client.
 *
 * @param canSignUp Whether the backend takes sign-ups. Where it does not, trying to is reported and nothing more.
 */
export function createTokenActions(
  client: TokenClient,
  redirect: TokenRedirect,
  canSignUp: boolean,
): TokenActions {
  const signIn: TokenAuth['signIn'] = async (credentials, options = {}, params, headers) => {
    const { callGetSession } = options
    const body = await client.signIn(credentials, { params, headers, callGetSession })
    // An answer that meant nothing has been reported, and signed nobody in.
    const isNothing = body === undefined && !client.store.get().data
    if (options.redirect === false || isNothing) return body as never
    await redirect('signIn', options)
    return undefined
  }

  return {
    signIn,
    async signUp(credentials, options = {}, { preventLoginFlow = options.preventLoginFlow } = {}) {
      const body = await client.signUp(credentials)
      if (!canSignUp) return undefined
      if (!preventLoginFlow) return signIn(credentials, options)
      if (options.callbackUrl !== undefined && options.redirect !== false) {
        await redirect('signUp', options)
      }
      return body as never
    },
    async requireSession(options) {
      const { data, error } = client.store.get()
      if (error) return data
      if (options.onUnauthenticated) return options.onUnauthenticated()
      await redirect('required', options)
      return data
    },
  }
}
