/**
 * Providers as the engine uses them: one form, made once of the several that NextAuth allows.
 *
 * Pure data: nothing is fetched here, and the protocol library is not loaded.
 *
 * @module
 */
import type { TokenSet } from '../../core/account.ts'
import type {
  CredentialsProvider,
  Endpoint,
  OAuthProvider,
  OidcProvider,
  Provider,
  TokenEndpointAuthMethod,
} from '../../core/provider.ts'
import type { Profile, UserInput } from '../../core/user.ts'

/** A provider that the browser is sent to. */
export interface RedirectProvider {
  readonly kind: 'oidc' | 'oauth'
  readonly type: 'oauth'
  readonly id: string
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly authMethod: TokenEndpointAuthMethod | undefined
  /** With an issuer its metadata is discovered; the endpoints below win over it. */
  readonly issuer: string | undefined
  readonly authorizationEndpoint: string | undefined
  readonly tokenEndpoint: string | undefined
  readonly userinfoEndpoint: string | undefined
  /** Parameters of every authorization request. */
  readonly authorizationParams: Readonly<Record<string, string>>
  /** Whether an address that is known makes its owner this account's, too. */
  readonly allowEmailLinking: boolean
  /** Whether the userinfo endpoint is asked even though an ID token names the person. */
  readonly alwaysUserinfo: boolean
  readonly profile: (profile: Profile, tokens: TokenSet) => UserInput | Promise<UserInput>
}

/**
 * @throws {TypeError} If something that a sign-in needs is missing; the message says what.
 */
export function resolveProvider(input: Provider): RedirectProvider | CredentialsProvider {
  const provider = withOptions(input)
  switch (provider.type) {
    case 'credentials':
      return provider
    case 'oidc':
    case 'oauth':
      return resolveRedirectProvider(provider)
    default:
      throw new TypeError(
        `The provider type "${String((provider as { type: unknown }).type)}" is not supported. Use "oidc", "oauth" or "credentials".`,
      )
  }
}

/** Lays what the application passed to a factory over the factory's defaults. */
function withOptions<T extends Provider>(provider: T): T {
  const { options } = provider
  if (options === undefined) return provider
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return { ...provider, ...Object.fromEntries(given), options: undefined }
}

function resolveRedirectProvider(provider: OidcProvider | OAuthProvider): RedirectProvider {
  const wellKnown = provider.type === 'oauth' ? provider.wellKnown : undefined
  const issuer = provider.issuer ?? wellKnown?.split('/.well-known/')[0]
  const kind = isOpenIdConnect(provider) ? 'oidc' : 'oauth'
  const mistake = (what: string): TypeError =>
    new TypeError(`The provider "${provider.id}" ${what}`)
  const addresses = {
    issuer,
    authorization: addressOf(provider.authorization),
    token: addressOf(provider.token),
    userinfo: addressOf(provider.userinfo),
  }
  for (const [name, address] of Object.entries(addresses)) {
    if (address !== undefined && !/^https?:$/.test(URL.parse(address)?.protocol ?? '')) {
      throw mistake(`has no web address as ${name}: "${address}". Begin it with https://.`)
    }
  }
  const authorization = parseEndpoint(provider.authorization)
  const tokenEndpoint = endpointUrl(provider.token)
  const userinfoEndpoint = endpointUrl(provider.userinfo)
  if (provider.clientId === undefined || provider.clientId === '') {
    throw mistake('has no clientId. Register the application there and pass what it says.')
  }
  if (kind === 'oidc' && issuer === undefined) {
    throw mistake('has no issuer. OpenID Connect needs one, to check who signed the ID token.')
  }
  if (issuer === undefined && !(authorization.url && tokenEndpoint && userinfoEndpoint)) {
    throw mistake('needs an issuer, or the URLs of authorization, token and userinfo.')
  }
  const params = authorization.params
  if (params['response_type'] !== undefined && params['response_type'] !== 'code') {
    throw mistake('asks for a response_type other than "code", which would put tokens into URLs.')
  }
  return {
    kind,
    type: 'oauth',
    id: provider.id,
    name: provider.name,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    authMethod: provider.client?.token_endpoint_auth_method,
    issuer,
    authorizationEndpoint: authorization.url,
    tokenEndpoint,
    userinfoEndpoint,
    authorizationParams: {
      ...(kind === 'oidc' ? { scope: 'openid profile email' } : {}),
      ...params,
    },
    allowEmailLinking: provider.allowDangerousEmailAccountLinking === true,
    alwaysUserinfo: 'idToken' in provider && provider.idToken === false,
    profile: provider.profile ?? standardProfile,
  }
}

/** In NextAuth v4 an OpenID Connect provider is an OAuth one that says so. */
function isOpenIdConnect(provider: OidcProvider | OAuthProvider): boolean {
  if (provider.type === 'oidc') return true
  return provider.idToken ?? provider.wellKnown?.includes('openid-configuration') ?? false
}

function addressOf(endpoint: Endpoint | undefined): string | undefined {
  return typeof endpoint === 'string' ? endpoint : endpoint?.url
}

/** An endpoint's address, and the parameters that stand in it or beside it. */
function parseEndpoint(endpoint: Endpoint | undefined): {
  url: string | undefined
  params: Record<string, string>
} {
  const address = addressOf(endpoint)
  const beside = typeof endpoint === 'string' ? {} : (endpoint?.params ?? {})
  const url = address === undefined ? undefined : new URL(address)
  const params = { ...Object.fromEntries(url?.searchParams ?? []), ...beside }
  return {
    url: url && url.origin + url.pathname,
    params: Object.fromEntries(
      Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  }
}

/** The address of an endpoint with its parameters in the query. */
function endpointUrl(endpoint: Endpoint | undefined): string | undefined {
  const { url, params } = parseEndpoint(endpoint)
  const query = new URLSearchParams(params).toString()
  return query === '' ? url : `${url}?${query}`
}

/** The standard claims of OpenID Connect (Core, section 5.1). */
function standardProfile(profile: Profile): UserInput {
  return {
    id: profile.sub ?? '',
    name: profile.name ?? profile.nickname ?? profile.preferred_username ?? null,
    email: profile.email ?? null,
    image: profile.picture ?? null,
  }
}
