/**
 * The start on a page that the server has rendered.
 *
 * @module
 */
import type { TokenClient } from '../../../../client/tokens/token-client-types.ts'

/**
 * Starts the client when it can no longer disturb hydration, and gives one for components to see: it shows no tokens
 * until then, unless it is known who they are of. Where the page was rendered without looking who it is for, the HTML
 * has none in it either. Requests carry them.
 *
 * @param afterwards Calls a function when the page is hydrated.
 */
export function startHydrated(
  client: TokenClient,
  afterwards: (run: () => void) => unknown,
): TokenClient {
  const { store, start } = client
  let isDone = false
  afterwards(() => {
    isDone = true
    // Asks, if there are tokens to show, so that there is a change which shows them.
    start()
  })
  return {
    ...client,
    store: {
      ...store,
      get() {
        const state = store.get()
        return isDone || state.data !== undefined
          ? state
          : { ...state, token: null, refreshToken: null }
      },
    },
  }
}
