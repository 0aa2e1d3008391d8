/**
 * How the engine proves itself at a provider's token endpoint (OpenID Connect Core, section 9).
 *
 * @module
 */
import * as oauth from 'oauth4webapi'
import type { RedirectProvider } from './resolve-provider.ts'

/** HTTP Basic unless the configuration or the metadata says otherwise. */
export function clientAuth(
  provider: RedirectProvider,
  server: oauth.AuthorizationServer,
): oauth.ClientAuth {
  const { clientSecret, authMethod, foreign } = provider
  if (authMethod === 'private_key_jwt' && foreign?.clientPrivateKey !== undefined) {
    return oauth.PrivateKeyJwt(foreign.clientPrivateKey, {
      [oauth.modifyAssertion]: (_header, claims) => {
        // The issuer alone, lest another server use what was meant for this one. Of all tenants there is none.
        if (foreign.hasTenants) claims['aud'] = server.token_endpoint
      },
    })
  }
  if (!clientSecret || authMethod === 'none') return oauth.None()
  if (authMethod === 'client_secret_jwt') return oauth.ClientSecretJwt(clientSecret)
  const supported = server.token_endpoint_auth_methods_supported
  const basic =
    authMethod === 'client_secret_basic' ||
    (authMethod === undefined && (supported?.includes('client_secret_basic') ?? true))
  return basic ? secretBasic(clientSecret) : oauth.ClientSecretPost(clientSecret)
}

/**
 * HTTP Basic with the id and the secret as RFC 6749, section 2.3.1 encodes them, but for what needs it not: the
 * library encodes `-`, `_` and `.`, too, which some servers do not undo.
 */
function secretBasic(secret: string): oauth.ClientAuth {
  const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+')
  return (_server, { client_id: id }, _body, headers) => {
    headers.set('authorization', `Basic ${btoa(`${encoded(id)}:${encoded(secret)}`)}`)
  }
}
