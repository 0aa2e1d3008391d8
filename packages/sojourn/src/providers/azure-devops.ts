/**
 * Sign-in with Azure DevOps, by its own OAuth, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

const tokenUrl = 'https://app.vssps.visualstudio.com/oauth2/token'

interface TokenContext {
  fetch: Fetch
  params: { code?: string }
  provider: { clientSecret?: string; callbackUrl: string }
}

interface AzureDevopsProfile {
  id?: string
  displayName?: string
  emailAddress?: string
}

/**
 * Makes the provider. Register the application at https://app.vsaex.visualstudio.com/app/register, with
 * the callback `<origin>/api/auth/callback/azure-devops`. Azure registers no further applications of
 * this kind; new ones use `microsoftEntraId`. The picture would have to be embedded and is left out.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_AZURE_DEVOPS_ID` and
 * `AUTH_AZURE_DEVOPS_SECRET`. Any other member replaces the provider's own.
 */
export function azureDevops(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'azure-devops',
    name: 'Azure DevOps',
    type: 'oauth',
    authorization: {
      url: 'https://app.vssps.visualstudio.com/oauth2/authorize',
      params: { response_type: 'Assertion', scope: 'vso.profile' },
    },
    token: { url: tokenUrl, request: requestTokens },
    userinfo:
      'https://app.vssps.visualstudio.com/_apis/profile/profiles/me?details=true&api-version=6.0',
    profile(profile: AzureDevopsProfile) {
      return { id: profile.id, name: profile.displayName, email: profile.emailAddress, image: null }
    },
    style: { brandColor: '#0078d4' },
    options,
  }
}

/** The code is an assertion there, and the secret another. */
async function requestTokens({
  params,
  provider,
  fetch,
}: TokenContext): Promise<{ tokens: TokenSet }> {
  const response = await fetch(tokenUrl, {
    redirect: 'manual',
    method: 'POST',
    body: new URLSearchParams({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: provider.clientSecret ?? '',
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: params.code ?? '',
      redirect_uri: provider.callbackUrl,
    }),
  })
  if (!response.ok) throw new Error(`Azure DevOps answered ${response.status} to the code`)
  return { tokens: (await response.json()) as TokenSet }
}
