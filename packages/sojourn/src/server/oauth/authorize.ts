/**
 * Beginning a sign-in at a provider: the authorization request.
 *
 * Code flow with PKCE (S256), `state` and, in OpenID Connect, `nonce`; all of them always, each fresh
 * (RFC 9700, section 2.1).
 *
 * @module
 */
import * as oauth from 'oauth4webapi'
import { authError } from '../../core/errors.ts'
import type { ResolvedConfig } from '../config.ts'
import { authorizationServer } from './authorization-server.ts'
import { createOutbound } from './outbound.ts'
import type { RedirectProvider } from './resolve-provider.ts'
import type { AuthorizationTransaction } from './transaction.ts'

/** Parameters that only the engine may set. */
const reserved = new Set([
  'callbackUrl',
  'client_id',
  'client_secret',
  'code_challenge',
  'code_challenge_method',
  'nonce',
  'redirect_uri',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'state',
])

/** Where to send the browser, and what to remember meanwhile. */
export interface AuthorizationStart {
  readonly url: string
  readonly transaction: AuthorizationTransaction
}

/**
 * @param target.redirectUri Callback of this provider, as registered there.
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
  },
): Promise<AuthorizationStart> {
  const outbound = createOutbound(config.providerTimeout)
  const server = await authorizationServer(config, provider, outbound)
  if (server.authorization_endpoint === undefined) throw authError('provider_response_invalid')
  const transaction: AuthorizationTransaction = {
    provider: provider.id,
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
    callbackUrl: target.callbackUrl,
  }
  const url = new URL(server.authorization_endpoint)
  const asked = [...target.params].filter(([name]) => !reserved.has(name))
  const parameters = {
    ...provider.authorizationParams,
    ...Object.fromEntries(asked),
    client_id: provider.clientId,
    redirect_uri: target.redirectUri,
    response_type: 'code',
    state: transaction.state,
    ...(provider.kind === 'oidc' ? { nonce: transaction.nonce } : {}),
    code_challenge: await oauth.calculatePKCECodeChallenge(transaction.codeVerifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, transaction }
}
