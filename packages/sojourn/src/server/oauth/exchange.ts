/**
 * Finishing a sign-in at a provider: from the authorization response to who it is.
 *
 * @module
 */
import * as oauth from 'oauth4webapi'
import type { Account, TokenSet } from '../../core/account.ts'
import { authError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import { type Profile, toUser, type User } from '../../core/user.ts'
import type { ResolvedConfig } from '../config.ts'
import {
  authorizationServer,
  keyCache,
  requestOptions,
  toProviderError,
} from './authorization-server.ts'
import { createOutbound, type Outbound } from './outbound.ts'
import type { RedirectProvider } from './resolve-provider.ts'
import type { AuthorizationTransaction } from './transaction.ts'

/** Who signed in, by the provider's word. */
export interface Identity {
  readonly user: User
  readonly account: Account
  readonly profile: Profile
}

/**
 * Checks the response, redeems the code and reads the profile.
 *
 * The issuer in the response is checked before the code is used (RFC 9207). An ID token is checked as
 * OpenID Connect Core, section 3.1.3.7 says, its signature included.
 *
 * @param response Query of the callback.
 * @throws {AuthError} `provider_refused`, `provider_unreachable`, `provider_response_invalid`.
 */
export async function redeemResponse(
  config: ResolvedConfig,
  provider: RedirectProvider,
  transaction: AuthorizationTransaction,
  response: URLSearchParams,
  redirectUri: string,
): Promise<Identity> {
  const outbound = createOutbound(config.providerTimeout)
  const server = await authorizationServer(config, provider, outbound)
  try {
    const exchange: Exchange = { provider, server, outbound, client: clientOf(provider) }
    const parameters = checkResponse(exchange, response, transaction)
    const tokens = await requestTokens(exchange, parameters, redirectUri, transaction)
    const profile = await readProfile(exchange, tokens)
    return await identify(provider, tokens, profile, config.now())
  } catch (error) {
    throw toProviderError(error)
  }
}

/** What every request of one exchange needs. */
interface Exchange {
  readonly provider: RedirectProvider
  readonly server: oauth.AuthorizationServer
  readonly client: oauth.Client
  readonly outbound: Outbound
}

function clientOf(provider: RedirectProvider): oauth.Client {
  return { client_id: provider.clientId, [oauth.clockTolerance]: 15 }
}

function checkResponse(
  { provider, server, client }: Exchange,
  response: URLSearchParams,
  transaction: AuthorizationTransaction,
): URLSearchParams {
  const parameters = new URLSearchParams(response)
  // Without a configured issuer there is nothing to hold `iss` against.
  if (provider.issuer === undefined) parameters.delete('iss')
  return oauth.validateAuthResponse(server, client, parameters, transaction.state)
}

async function requestTokens(
  { provider, server, client, outbound }: Exchange,
  parameters: URLSearchParams,
  redirectUri: string,
  transaction: AuthorizationTransaction,
): Promise<oauth.TokenEndpointResponse> {
  const options = requestOptions(provider, outbound)
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    clientAuth(provider, server),
    parameters,
    redirectUri,
    transaction.codeVerifier,
    options,
  )
  if (answer.status >= 500) throw authError('provider_unreachable')
  if (provider.kind === 'oauth') {
    return oauth.processAuthorizationCodeResponse(server, client, await withoutIdToken(answer))
  }
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: transaction.nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(server, answer, {
    ...options,
    [oauth.jwksCache]: keyCache(provider),
  })
  return tokens
}

/** An ID token that plain OAuth 2.0 did not ask for could not be checked, so it is not looked at. */
async function withoutIdToken(answer: Response): Promise<Response> {
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined)
  if (!isRecord(body) || !('id_token' in body)) return answer
  const { id_token: _dropped, ...rest } = body
  return new Response(JSON.stringify(rest), { status: answer.status, headers: answer.headers })
}

async function readProfile(
  exchange: Exchange,
  tokens: oauth.TokenEndpointResponse,
): Promise<Profile> {
  const { provider, server, client, outbound } = exchange
  const options = requestOptions(provider, outbound)
  if (provider.kind === 'oauth') {
    const endpoint = new URL(server.userinfo_endpoint as string)
    const answer = await oauth.protectedResourceRequest(
      tokens.access_token,
      'GET',
      endpoint,
      new Headers({ accept: 'application/json', 'user-agent': 'sojourn' }),
      null,
      options,
    )
    const body: unknown = answer.ok ? await answer.json() : undefined
    if (!isRecord(body)) throw authError('provider_response_invalid')
    return body
  }
  const claims = oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken
  const named = claims['name'] !== undefined || claims['email'] !== undefined
  if (server.userinfo_endpoint === undefined || (named && !provider.alwaysUserinfo)) {
    return claims
  }
  // Some providers put no more than the subject into the token and the rest here.
  const answer = await oauth.userInfoRequest(server, client, tokens.access_token, options)
  const userinfo = await oauth.processUserInfoResponse(server, client, claims.sub, answer)
  return { ...claims, ...userinfo }
}

async function identify(
  provider: RedirectProvider,
  tokens: oauth.TokenEndpointResponse,
  profile: Profile,
  now: number,
): Promise<Identity> {
  // All that the provider sent: applications read what is its own, such as `refresh_expires_in`.
  const tokenSet: TokenSet = {
    ...tokens,
    ...(tokens.expires_in === undefined
      ? {}
      : { expires_at: Math.floor(now / 1000) + tokens.expires_in }),
  }
  const user = toUser(await provider.profile(profile, tokenSet))
  if (user.id === '') {
    throw authError('provider_response_invalid', { cause: new Error('profile has no id') })
  }
  return {
    // As NextAuth does, so that lists of addresses go on matching.
    user: { ...user, email: user.email?.toLowerCase() },
    account: { provider: provider.id, type: 'oauth', providerAccountId: user.id, ...tokenSet },
    profile,
  }
}

/** HTTP Basic unless the configuration or the metadata says otherwise (OpenID Connect Core, 9). */
function clientAuth(
  provider: RedirectProvider,
  server: oauth.AuthorizationServer,
): oauth.ClientAuth {
  const { clientSecret, authMethod } = provider
  if (clientSecret === undefined || authMethod === 'none') return oauth.None()
  const supported = server.token_endpoint_auth_methods_supported
  const basic =
    authMethod === 'client_secret_basic' ||
    (authMethod === undefined && (supported?.includes('client_secret_basic') ?? true))
  return basic ? oauth.ClientSecretBasic(clientSecret) : oauth.ClientSecretPost(clientSecret)
}
