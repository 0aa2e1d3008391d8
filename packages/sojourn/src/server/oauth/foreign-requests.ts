/**
 * Requests that a provider makes in a way of its own: its `token.request` and `userinfo.request`, as NextAuth
 * and Auth.js call them.
 *
 * Those of NextAuth v4 are handed a client of the library that it uses. Of that client here is what factories
 * call: `userinfo`, `oauthCallback` and `callback`.
 *
 * @module
 */
import type * as oauth from 'oauth4webapi'
import { authError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import type { EndpointOptions } from '../../core/provider.ts'
import type { Fetch } from '../../core/provider-options.ts'
import { parseEndpoint } from './endpoints.ts'
import type { ForeignParts } from './foreign-parts.ts'
import type { Outbound } from './outbound.ts'
import type { RedirectProvider } from './resolve-provider.ts'
import type { AuthorizationTransaction } from './transaction.ts'

/** What a request of a provider's own may need. */
export interface ForeignExchange {
  readonly provider: RedirectProvider
  readonly foreign: ForeignParts
  readonly server: oauth.AuthorizationServer
  readonly outbound: Outbound
  readonly redirectUri: string
  /** Redeems the code in the usual way, with further parameters. */
  readonly redeem: (parameters: Record<string, string>) => Promise<oauth.TokenEndpointResponse>
}

type ForeignRequest = NonNullable<EndpointOptions['request']>

/**
 * Has a provider redeem the code.
 *
 * @returns Whatever it says the tokens are, unchecked.
 * @throws {AuthError} `provider_response_invalid`, and whatever it throws.
 */
export async function requestForeignTokens(
  exchange: ForeignExchange,
  request: ForeignRequest,
  parameters: URLSearchParams,
  transaction: AuthorizationTransaction,
): Promise<Readonly<Record<string, unknown>>> {
  const { state, nonce, codeVerifier } = transaction
  const answer: unknown = await request({
    params: {
      ...Object.fromEntries(parameters),
      ...parseEndpoint(exchange.foreign.declared.token).params,
    },
    checks: { state, nonce, code_verifier: codeVerifier },
    client: clientOf(exchange),
    provider: providerFor(exchange),
    fetch: fetchOf(exchange),
  })
  const tokens = isRecord(answer) ? answer['tokens'] : undefined
  if (!isRecord(tokens)) throw invalid('token.request returned no tokens')
  return tokens
}

/**
 * Has a provider read the profile.
 *
 * @throws {AuthError} `provider_response_invalid`, and whatever it throws.
 */
export async function requestForeignUserinfo(
  exchange: ForeignExchange,
  request: ForeignRequest,
  tokens: oauth.TokenEndpointResponse,
): Promise<Record<string, unknown>> {
  const profile: unknown = await request({
    tokens,
    client: clientOf(exchange),
    provider: providerFor(exchange),
    fetch: fetchOf(exchange),
  })
  if (!isRecord(profile)) throw invalid('userinfo.request returned no profile')
  return { ...profile }
}

/** The provider as its own functions know it: endpoints with a `URL`, and its callback. */
function providerFor({ foreign, server, redirectUri }: ForeignExchange): object {
  const { declared } = foreign
  const endpoint = (name: 'authorization' | 'token' | 'userinfo'): object => {
    const own = declared[name]
    const { url: address, params } = parseEndpoint(own)
    const known = address ?? server[`${name}_endpoint`]
    const url = known === undefined ? undefined : new URL(known)
    for (const [param, value] of Object.entries(params)) url?.searchParams.set(param, value)
    return { ...(typeof own === 'object' ? own : {}), url, params }
  }
  return {
    ...declared,
    authorization: endpoint('authorization'),
    token: endpoint('token'),
    userinfo: endpoint('userinfo'),
    callbackUrl: redirectUri,
    signinUrl: redirectUri.replace(/\/callback\/([\w-]+)$/, '/signin/$1'),
  }
}

/** Asks within the time and size of the step. */
function fetchOf({ outbound }: ForeignExchange): Fetch {
  return async (url, { method = 'GET', headers, body } = {}) =>
    outbound(String(url), { method, headers: Object.fromEntries(new Headers(headers)), body })
}

/** What factories call of the client that NextAuth v4 hands them. */
function clientOf({ server, outbound, redeem }: ForeignExchange): object {
  const redeemAgain = async (
    _redirectUri: string,
    _parameters: object,
    _checks: object,
    extras: { readonly exchangeBody?: Record<string, string> } = {},
  ): Promise<object> => redeem(extras.exchangeBody ?? {})
  return {
    oauthCallback: redeemAgain,
    callback: redeemAgain,
    async userinfo(
      token: string | { readonly access_token?: string },
      options: { readonly params?: Record<string, string> } = {},
    ): Promise<unknown> {
      if (server.userinfo_endpoint === undefined) throw invalid('there is no userinfo endpoint')
      const url = new URL(server.userinfo_endpoint)
      for (const [name, value] of Object.entries(options.params ?? {})) {
        url.searchParams.set(name, value)
      }
      const accessToken = typeof token === 'string' ? token : token.access_token
      const answer = await outbound(url.href, {
        method: 'GET',
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${accessToken}`,
          'user-agent': 'sojourn',
        },
      })
      if (!answer.ok) throw invalid(`userinfo came with status ${answer.status}`)
      return answer.json()
    },
  }
}

function invalid(reason: string): Error {
  return authError('provider_response_invalid', { cause: new Error(reason) })
}
