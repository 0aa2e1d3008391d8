/**
 * What a provider does in a way of its own: the functions and symbols by which factories of NextAuth and
 * Auth.js bend the protocol.
 *
 * Found once, at start. Of most providers there is nothing, and nothing of this is loaded for them later.
 *
 * @module
 */
import type { Endpoint, EndpointOptions, OAuthProvider, OidcProvider } from '../../core/provider.ts'
import { isForAllTenants } from './tenants.ts'

/** What a provider does in a way of its own. */
export interface ForeignParts {
  /** The provider as it was declared, for its own functions. */
  readonly declared: OidcProvider | OAuthProvider
  readonly requestTokens: EndpointOptions['request']
  readonly requestUserinfo: EndpointOptions['request']
  readonly conformTokens: EndpointOptions['conform']
  readonly conformUserinfo: EndpointOptions['conform']
  readonly clientPrivateKey: EndpointOptions['clientPrivateKey']
  /** Chooses what of the tokens is kept in the storage. */
  readonly account: OidcProvider['account']
  /** Asks in place of `fetch`. */
  readonly fetch: typeof fetch | undefined
  /** Of Apple: the person's name comes with the answer, once. */
  readonly postsUser: boolean
  /** Of Microsoft: people of many tenants, each its own issuer. */
  readonly hasTenants: boolean
}

/** Finds them; `undefined` if there are none. */
export function foreignParts(provider: OidcProvider | OAuthProvider): ForeignParts | undefined {
  const token = asOptions(provider.token)
  const userinfo = asOptions(provider.userinfo)
  const customFetch = bySymbol(provider, 'custom-fetch')
  const parts: ForeignParts = {
    declared: provider,
    requestTokens: token.request,
    requestUserinfo: userinfo.request,
    conformTokens: token.conform,
    conformUserinfo: userinfo.conform,
    clientPrivateKey: token.clientPrivateKey,
    account: provider.account,
    fetch: typeof customFetch === 'function' ? (customFetch as typeof fetch) : undefined,
    postsUser: provider.id === 'apple',
    hasTenants: isForAllTenants(provider.wellKnown ?? provider.issuer),
  }
  const { declared: _declared, ...own } = parts
  return Object.values(own).some((part) => part !== undefined && part !== false) ? parts : undefined
}

function asOptions(endpoint: Endpoint | undefined): EndpointOptions {
  return typeof endpoint === 'object' ? endpoint : {}
}

/** By description: the packages do not register their symbols, and there may be several copies of them. */
function bySymbol(provider: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(provider).find(
    (candidate) => candidate.description === description,
  )
  return symbol && (provider as Record<symbol, unknown>)[symbol]
}
