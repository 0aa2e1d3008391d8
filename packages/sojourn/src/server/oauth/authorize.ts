/**
 * Beginning a sign-in at a provider: the authorization request.
 *
 * Code flow with PKCE (S256), `state` and, in OpenID Connect, `nonce`; all of them always, each fresh
 * (RFC 9700, section 2.1). Only `checks: ['none']` leaves out one, PKCE.
 *
 * @module
 */
import * as oauth from 'oauth4webapi'
import { authError } from '../../core/errors.ts'
import { maxAgeForm } from '../../core/step-up.ts'
import type { ResolvedConfig } from '../config.ts'
import { authorizationServer, requestOptions, toProviderError } from './authorization-server.ts'
import { clientAuth } from './client-auth.ts'
import { sha256, toBase64Url } from './digest.ts'
import { createOutbound, type Outbound } from './outbound.ts'
import type { RedirectProvider } from './resolve-provider.ts'
import type { AuthorizationTransaction } from './transaction.ts'

/**
 * Parameters that only the engine may set: those of the protocol, those by which a request would be read from
 * elsewhere or answered elsewhere, and those of our own forms.
 */
const reserved = new Set([
  'callbackUrl',
  'client_assertion',
  'client_assertion_type',
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'csrfToken',
  'dpop_jkt',
  'grant_type',
  'json',
  'nonce',
  'redirect_uri',
  'registration',
  'remember',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'state',
  'web_message_uri',
])

/** Where to send the browser, and what to remember meanwhile. */
export interface AuthorizationStart {
  readonly url: string
  readonly transaction: AuthorizationTransaction
}

/**
 * @param target.redirectUri Callback of this provider, as registered there.
 * @param target.state What a deployment in between knows us by, behind the random part of the state.
 * @param target.callbackUrl Where the browser goes in the end; resolved already.
 * @param target.params Further parameters that the client asked for, such as `login_hint`.
 * @throws {AuthError} `provider_unreachable`, `provider_response_invalid`.
 */
export async function startAuthorization(
  config: ResolvedConfig,
  provider: RedirectProvider,
  target: {
    readonly redirectUri: string
    readonly callbackUrl: string
    readonly params: Iterable<[string, string]>
    readonly state?: ((random: string) => Promise<string>) | undefined
  },
): Promise<AuthorizationStart> {
  const outbound = createOutbound(config.providerTimeout, provider.foreign?.fetch)
  const server = await authorizationServer(config, provider, outbound)
  if (server.authorization_endpoint === undefined) throw authError('provider_response_invalid')
  const asked = [...target.params].filter(([name]) => !reserved.has(name))
  const params = { ...provider.authorizationParams, ...Object.fromEntries(asked) }
  const age = shortest(provider.authorizationParams['max_age'], params['max_age'])
  if (age === undefined) delete params['max_age']
  else params['max_age'] = age
  const random = oauth.generateRandomState()
  const transaction: AuthorizationTransaction = {
    provider: provider.id,
    state: (await target.state?.(random)) ?? random,
    nonce: oauth.generateRandomNonce(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
    callbackUrl: target.callbackUrl,
    ...(params['max_age'] === undefined ? {} : { maxAge: Number(params['max_age']) }),
  }
  const parameters = {
    ...params,
    client_id: provider.clientId,
    redirect_uri: target.redirectUri,
    response_type: provider.authorizationParams['response_type'] ?? 'code',
    state: transaction.state,
    ...(provider.kind === 'oidc' ? { nonce: transaction.nonce } : {}),
    ...(provider.pkce
      ? {
          code_challenge: toBase64Url(await sha256(transaction.codeVerifier)),
          code_challenge_method: 'S256',
        }
      : {}),
  }
  const sent = server.require_pushed_authorization_requests
    ? await push(provider, server, outbound, parameters)
    : parameters
  const url = new URL(server.authorization_endpoint)
  for (const [name, value] of Object.entries(sent)) url.searchParams.set(name, value)
  return { url: url.href, transaction }
}

/** A browser may ask for less time than is configured, never for more, nor take the limit away. */
function shortest(configured: string | undefined, asked: string | undefined): string | undefined {
  const ages = [configured, asked].filter((age) => age !== undefined && maxAgeForm.test(age))
  return ages.toSorted((a, b) => Number(a) - Number(b))[0]
}

/**
 * Hands the parameters to the provider itself, where it asks for that (RFC 9126).
 *
 * @returns What the browser carries in their place.
 */
async function push(
  provider: RedirectProvider,
  server: oauth.AuthorizationServer,
  outbound: Outbound,
  parameters: Record<string, string>,
): Promise<Record<string, string>> {
  const client: oauth.Client = { client_id: provider.clientId }
  try {
    const answer = await oauth.pushedAuthorizationRequest(
      server,
      client,
      clientAuth(provider, server),
      new URLSearchParams(parameters),
      requestOptions(provider, outbound),
    )
    if (answer.status >= 500) throw authError('provider_unreachable')
    const { request_uri: requestUri } = await oauth.processPushedAuthorizationResponse(
      server,
      client,
      answer,
    )
    return { client_id: provider.clientId, request_uri: requestUri }
  } catch (error) {
    throw toProviderError(error)
  }
}
