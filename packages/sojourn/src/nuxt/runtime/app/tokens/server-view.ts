/**
 * The client of a request as the components of its page see it. What they see may end up in the HTML.
 *
 * @module
 */
import type { TokenClient, TokenState } from '../../../../client/tokens/token-client-types.ts'
import type { TokenProvider } from '../../../../client/tokens/token-provider.ts'
import { stripTokens } from '../../server/tokens/strip-tokens.ts'

/**
 * The same client without the tokens that scripts could not read in the browser either, without any where it is not
 * known who they are of, and with none in what the backend says of the person: it may put them there, too.
 *
 * Made before the client asks, so that the tokens which a refresh replaces are known.
 */
export function viewOnServer(client: TokenClient, provider: ServerViewProvider): TokenClient {
  const secrets = new Set<string>()
  let seen: TokenState | undefined
  let shown: TokenState | undefined

  function get(): TokenState {
    const state = client.store.get()
    if (shown !== undefined && state === seen) return shown
    seen = state
    for (const token of [state.token, state.refreshToken]) if (token) secrets.add(token)
    // The browser shows none either, until it has asked.
    const isUnknown = state.status === 'loading' || (state.error && !state.data)
    shown = {
      ...state,
      data: strip(state.data),
      token: isUnknown || provider.token.httpOnlyCookieAttribute ? null : state.token,
      refreshToken: isUnknown || provider.isHidden ? null : state.refreshToken,
    }
    return shown
  }

  function strip(data: unknown): unknown {
    const rest = stripTokens(data, [...secrets], [])
    return rest === undefined && data !== undefined ? null : rest
  }

  async function known(asking: Promise<unknown>): Promise<unknown> {
    const data = await asking
    get()
    return strip(data)
  }

  get()
  return {
    ...client,
    store: {
      get,
      // Noted at once: the next change may replace them.
      subscribe: (listener) =>
        client.store.subscribe(() => {
          get()
          listener()
        }),
    },
    getSession: async (options) => known(client.getSession(options)),
    refresh: async () => known(client.refresh()),
  }
}

/** What of the options says which tokens are hidden. */
interface ServerViewProvider {
  readonly token: Pick<TokenProvider['token'], 'httpOnlyCookieAttribute'>
  /** Whether scripts cannot read one of the tokens. */
  readonly isHidden: boolean
}
