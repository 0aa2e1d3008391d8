/**
 * What the server hands to the rendering of a page: the client of the token backend.
 *
 * @module
 */
import type { TokenClient } from '../../../../client/tokens/token-client-types.ts'

declare module 'h3' {
  interface H3EventContext {
    /**
     * The client of this request: it holds the tokens of the visitor's cookies, and what it changes of them goes out
     * with the answer. The same one at each call.
     *
     * `undefined` where the page must be rendered without looking who it is for: it is for everybody (prerendered,
     * cached), or `disableServerSideAuth` says so. The browser then asks for itself.
     */
    sojournTokens?: () => TokenClient | undefined
  }
}
