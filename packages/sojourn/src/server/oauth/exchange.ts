/**
 * Finishing a sign-in at a provider: from the authorization response to who it is.
 *
 * @module
 */
import { decodeJwt } from 'jose/jwt/decode'
import * as oauth from 'oauth4webapi'
import { authError } from '../../core/errors.ts'
import type { ResolvedConfig } from '../config.ts'
import { authorizationServer, requestOptions, toProviderError } from './authorization-server.ts'
import { clientAuth } from './client-auth.ts'
import { type ForeignExchange, requestForeignTokens } from './foreign-requests.ts'
import { checkIdToken } from './id-token.ts'
import { type Identity, identify } from './identify.ts'
import { createOutbound, inTime } from './outbound.ts'
import type { KeySource } from './provider-keys.ts'
import { readProfile } from './read-profile.ts'
import type { RedirectProvider } from './resolve-provider.ts'
import { verifySignature } from './signature.ts'
import { issuerOfTenant } from './tenants.ts'
import { prepareTokenAnswer, tidyTokens } from './token-answer.ts'
import type { AuthorizationTransaction } from './transaction.ts'

/** What every request of one exchange needs. */
export interface Exchange extends ReachedProvider {
  readonly client: oauth.Client
  readonly redirectUri: string
  readonly transaction: AuthorizationTransaction
  /** What requests of the provider's own need. */
  readonly forForeign: () => ForeignExchange
}

/** A provider whose server is known. */
export interface ReachedProvider extends KeySource {
  readonly config: ResolvedConfig
}

/**
 * Finds out what has to be known of the provider before a code can be sent there.
 *
 * @returns Good for one sign-in, whose time is running.
 * @throws {AuthError} `provider_unreachable`, `provider_response_invalid`.
 */
export async function reachProvider(
  config: ResolvedConfig,
  provider: RedirectProvider,
): Promise<ReachedProvider> {
  const outbound = createOutbound(config.providerTimeout, provider.foreign?.fetch)
  return {
    config,
    provider,
    outbound,
    server: await authorizationServer(config, provider, outbound),
  }
}

/**
 * Checks the response, redeems the code and reads the profile.
 *
 * The issuer in the response is checked before the code is used (RFC 9207). An ID token is checked as
 * OpenID Connect Core, section 3.1.3.7 says, its signature included.
 *
 * @param response Parameters of the callback.
 * @param redirectUri As it was sent in the authorization request.
 * @throws {AuthError} `provider_refused`, `provider_unreachable`, `provider_response_invalid`.
 */
export async function redeemResponse(
  reached: ReachedProvider,
  transaction: AuthorizationTransaction,
  response: URLSearchParams,
  redirectUri: string,
): Promise<Identity> {
  const { config, provider, outbound } = reached
  const redeem = async (): Promise<Identity> => {
    const exchange = createExchange({ ...reached, redirectUri, transaction })
    const parameters = checkResponse(exchange, response)
    const { tokens, by } = await redeemCode(exchange, parameters)
    const profile = await readProfile(by, tokens, response)
    // Of plain OAuth an ID token is not even looked at.
    const idToken = provider.kind === 'oidc' ? oauth.getValidatedIdTokenClaims(tokens) : undefined
    return identify(config, provider, tokens, profile, idToken)
  }
  try {
    // With the provider's own functions, which know no deadline.
    return await inTime(outbound.deadline, redeem())
  } catch (error) {
    throw outbound.deadline.aborted
      ? authError('provider_unreachable', { cause: error })
      : toProviderError(error)
  }
}

function createExchange(given: Omit<Exchange, 'client' | 'forForeign'>): Exchange {
  const { provider } = given
  const exchange: Exchange = {
    ...given,
    client: {
      client_id: provider.clientId,
      ...(provider.idTokenAlgorithm === undefined
        ? {}
        : { id_token_signed_response_alg: provider.idTokenAlgorithm }),
      ...(provider.userinfoAlgorithm === undefined
        ? {}
        : { userinfo_signed_response_alg: provider.userinfoAlgorithm }),
      [oauth.clockTolerance]: 15,
    },
    forForeign: () => {
      const { foreign } = provider
      if (foreign === undefined) throw new TypeError('The provider has nothing of its own.')
      return {
        ...given,
        foreign,
        redeem: async () => {
          throw new TypeError('The code is redeemed already.')
        },
      }
    },
  }
  return exchange
}

function checkResponse(
  { provider, server, client, transaction }: Exchange,
  response: URLSearchParams,
): URLSearchParams {
  const parameters = new URLSearchParams(response)
  // Without an issuer of its own there is nothing to hold `iss` against.
  if (provider.issuer === undefined || provider.foreign?.hasTenants) parameters.delete('iss')
  return oauth.validateAuthResponse(server, client, parameters, transaction.state)
}

/** Tokens, checked, and the exchange by which they were: of many tenants it is now that of one. */
interface Redeemed {
  readonly tokens: oauth.TokenEndpointResponse
  readonly by: Exchange
}

async function redeemCode(exchange: Exchange, parameters: URLSearchParams): Promise<Redeemed> {
  const { provider } = exchange
  const request = provider.foreign?.requestTokens
  if (request === undefined) return redeemAsUsual(exchange, parameters, {})
  const own = {
    ...exchange.forForeign(),
    redeem: async (further: Record<string, string>) =>
      (await redeemAsUsual(exchange, parameters, further)).tokens,
  }
  const tokens = await requestForeignTokens(own, request, parameters, exchange.transaction)
  if (provider.kind === 'oidc') {
    return readTokens(exchange, Response.json({ token_type: 'bearer', ...tokens }))
  }
  const { access_token: accessToken } = tokens
  if (typeof accessToken !== 'string' || accessToken === '') {
    throw authError('provider_response_invalid', { cause: new Error('there is no access token') })
  }
  // Of what type it is the provider's own functions know, which are the only ones to use it.
  return { tokens: tidyTokens('oauth', tokens) as oauth.TokenEndpointResponse, by: exchange }
}

async function redeemAsUsual(
  exchange: Exchange,
  parameters: URLSearchParams,
  further: Record<string, string>,
): Promise<Redeemed> {
  const { provider, server, client, outbound, redirectUri, transaction } = exchange
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    clientAuth(provider, server),
    parameters,
    redirectUri,
    provider.pkce ? transaction.codeVerifier : oauth.nopkce,
    { ...requestOptions(provider, outbound), additionalParameters: further },
  )
  if (answer.status >= 500) throw authError('provider_unreachable')
  const mended: unknown = await provider.foreign?.conformTokens?.(answer.clone())
  return readTokens(exchange, mended instanceof Response ? mended : answer)
}

async function readTokens(exchange: Exchange, answer: Response): Promise<Redeemed> {
  const { provider, server, client, transaction } = exchange
  const prepared = await prepareTokenAnswer(provider.kind, answer)
  if (provider.kind === 'oauth') {
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, prepared)
    return { tokens, by: exchange }
  }
  const by = provider.foreign?.hasTenants ? await ofTenant(exchange, prepared) : exchange
  const { maxAge } = transaction
  const tokens = await oauth.processAuthorizationCodeResponse(by.server, client, prepared, {
    expectedNonce: transaction.nonce,
    requireIdToken: true,
    ...(maxAge === undefined ? {} : { maxAge }),
  })
  const idToken = tokens.id_token as string
  await checkIdToken(idToken, oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken, {
    clientId: provider.clientId,
    accessToken: tokens.access_token,
    // Not the configured clock: the token was made by the provider's, a moment ago.
    now: Math.floor(Date.now() / 1000),
    hasMaxAge: maxAge !== undefined,
  })
  await verifySignature(by, idToken)
  return { tokens, by }
}

/** The exchange with the issuer of the tenant to which the person belongs. */
async function ofTenant(exchange: Exchange, answer: Response): Promise<Exchange> {
  if (answer.status !== 200) return exchange
  const { id_token: idToken } = (await answer.json()) as { readonly id_token?: unknown }
  const tenant = typeof idToken === 'string' ? decodeJwt(idToken)['tid'] : undefined
  const issuer = issuerOfTenant(exchange.server.issuer, tenant)
  return issuer === undefined ? exchange : { ...exchange, server: { ...exchange.server, issuer } }
}
