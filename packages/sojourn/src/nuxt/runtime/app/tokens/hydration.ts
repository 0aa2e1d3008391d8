/**
 * Hydration of a page that was rendered without looking who it is for.
 *
 * @module
 */
import type { TokenClient } from '../../../../client/tokens/token-client-types.ts'

/**
 * The same client, showing no tokens while nothing is known of the person, until the page is hydrated: the HTML has none
 * in it either. Its requests carry them.
 *
 * @param afterwards Calls a function when the page is hydrated.
 */
export function hideTokens(
  client: TokenClient,
  afterwards: (run: () => void) => unknown,
): TokenClient {
  const { get, subscribe } = client.store
  let isHidden = true
  afterwards(() => {
    isHidden = false
  })
  return {
    ...client,
    store: {
      get() {
        const state = get()
        return isHidden && state.data === undefined
          ? { ...state, token: null, refreshToken: null }
          : state
      },
      subscribe(listener) {
        afterwards(listener)
        return subscribe(listener)
      },
    },
  }
}
