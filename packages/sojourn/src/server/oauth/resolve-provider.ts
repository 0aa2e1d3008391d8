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
  OAuthProvider,
  OidcProvider,
  ProviderInput,
  TokenEndpointAuthMethod,
} from '../../core/provider.ts'
import { type EmailEntry, resolveEmailProvider } from '../email/resolve-email-provider.ts'
import type { ProviderStyle } from '../pages/provider-mark.ts'
import type { Profile, UserInput } from '../../core/user.ts'
import { declaredProvider } from './declared-provider.ts'
import { addressOf, endpointUrl, parseEndpoint } from './endpoints.ts'
import { type ForeignParts, foreignParts } from './foreign-parts.ts'

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
  /** Where its metadata is, if not below the issuer. */
  readonly metadataUrl: string | undefined
  /** Whether only that address is configured, so that the document says the issuer. */
  readonly isIssuerByMetadata: boolean
  readonly authorizationEndpoint: string | undefined
  readonly tokenEndpoint: string | undefined
  readonly userinfoEndpoint: string | undefined
  /** Parameters of every authorization request. */
  readonly authorizationParams: Readonly<Record<string, string>>
  /** Whether PKCE is used: unless the provider is declared to refuse what it does not know. */
  readonly pkce: boolean
  /** Whether the provider answers by a form that the browser posts, across sites. */
  readonly formPost: boolean
  /** Algorithm that ID tokens are registered with; `undefined`: those of the metadata, else `RS256`. */
  readonly idTokenAlgorithm: string | undefined
  /** Algorithm that userinfo is registered with; `undefined`: it is plain JSON. */
  readonly userinfoAlgorithm: string | undefined
  /** Whether an address that is known makes its owner this account's, too. */
  readonly allowEmailLinking: boolean
  /** Whether the userinfo endpoint is asked even though an ID token names the person. */
  readonly alwaysUserinfo: boolean
  /** Deployment that passes the answer on: address of its endpoints. */
  readonly redirectProxyUrl: string | undefined
  /** What it does in a way of its own; `undefined` for nearly all. */
  readonly foreign: ForeignParts | undefined
  /** Colours of its mark on the sign-in page. */
  readonly style: ProviderStyle | undefined
  readonly profile: (profile: Profile, tokens: TokenSet) => UserInput | PromiseLike<UserInput>
}

/**
 * @throws {TypeError} If something that a sign-in needs is missing; the message says what.
 */
export function resolveProvider(
  input: ProviderInput,
): RedirectProvider | EmailEntry | CredentialsProvider {
  const provider = declaredProvider(input)
  switch (provider.type) {
    case 'credentials':
      return provider
    case 'email':
      return resolveEmailProvider(provider)
    case 'oidc':
    case 'oauth':
      return resolveRedirectProvider(provider)
    default:
      throw unsupported(provider)
  }
}

function unsupported({ id, type }: { readonly id?: unknown; readonly type?: unknown }): TypeError {
  return new TypeError(
    type === 'webauthn'
      ? `The provider "${String(id)}" is of the type "webauthn". Passkeys are not supported yet; remove it.`
      : `The provider type "${String(type)}" is not supported. Use "oidc", "oauth", "email" or "credentials".`,
  )
}

function resolveRedirectProvider(provider: OidcProvider | OAuthProvider): RedirectProvider {
  const mistake = (what: string): TypeError =>
    new TypeError(`The provider "${provider.id}" ${what}`)
  refuseOAuth1(provider, mistake)
  const { issuer, metadataUrl, isIssuerByMetadata } = resolveIssuer(provider)
  requireWebAddresses(provider, { issuer, wellKnown: metadataUrl }, mistake)
  const authorization = parseEndpoint(provider.authorization)
  const tokenEndpoint = endpointUrl(provider.token)
  const userinfoEndpoint = endpointUrl(provider.userinfo)
  const kind = isOpenIdConnect(provider, authorization.params) ? 'oidc' : 'oauth'
  const foreign = foreignParts(provider)
  if (typeof provider.clientId !== 'string' || provider.clientId === '') {
    throw mistake('has no clientId. Register the application there and pass what it says.')
  }
  if (kind === 'oidc' && issuer === undefined) {
    throw mistake('has no issuer. OpenID Connect needs one, to check who signed the ID token.')
  }
  const hasUserinfo = userinfoEndpoint !== undefined || foreign?.requestUserinfo !== undefined
  if (issuer === undefined && !(authorization.url && tokenEndpoint && hasUserinfo)) {
    throw mistake('needs an issuer, or the URLs of authorization, token and userinfo.')
  }
  requireCodeFlow(authorization.params, foreign, mistake)
  return {
    kind,
    type: 'oauth',
    id: provider.id,
    name: provider.name,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    authMethod: resolveAuthMethod(provider, foreign, mistake),
    issuer,
    metadataUrl,
    isIssuerByMetadata,
    authorizationEndpoint: authorization.url,
    tokenEndpoint,
    userinfoEndpoint,
    authorizationParams: {
      ...(kind === 'oidc' ? { scope: 'openid profile email' } : {}),
      ...authorization.params,
    },
    pkce: ![provider.checks].flat().includes('none'),
    formPost: authorization.params['response_mode'] === 'form_post',
    idTokenAlgorithm: resolveIdTokenAlgorithm(provider, mistake),
    userinfoAlgorithm: provider.client?.userinfo_signed_response_alg,
    allowEmailLinking: provider.allowDangerousEmailAccountLinking === true,
    alwaysUserinfo: provider.type === 'oidc' && provider.idToken === false,
    redirectProxyUrl: provider.redirectProxyUrl?.replace(/\/+$/, ''),
    foreign,
    style: provider.style,
    profile: provider.profile ?? standardProfile,
  }
}

type Mistake = (what: string) => TypeError

/** OAuth 1.0a is another protocol: tokens are asked for before the browser is sent away. */
function refuseOAuth1(provider: OidcProvider | OAuthProvider, mistake: Mistake): void {
  const version = 'version' in provider ? provider.version : undefined
  if (version?.startsWith('1') || 'requestTokenUrl' in provider) {
    throw mistake('speaks OAuth 1.0a, which is not supported. Use its OAuth 2.0, if it has one.')
  }
}

/**
 * The issuer, and where its metadata is. In NextAuth v4 (`type: 'oauth'`) a metadata document is trusted to
 * say the issuer, whatever else is configured; there an issuer is often but the base of other addresses.
 */
function resolveIssuer({
  type,
  issuer,
  wellKnown,
}: OidcProvider | OAuthProvider): Pick<
  RedirectProvider,
  'issuer' | 'metadataUrl' | 'isIssuerByMetadata'
> {
  if (wellKnown === undefined) return { issuer, metadataUrl: undefined, isIssuerByMetadata: false }
  if (type === 'oidc' && issuer !== undefined) {
    const isUsual = wellKnown === `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    return {
      issuer,
      metadataUrl: isUsual ? undefined : wellKnown,
      isIssuerByMetadata: false,
    }
  }
  const [base] = wellKnown.split('/.well-known/')
  return { issuer: base, metadataUrl: wellKnown, isIssuerByMetadata: true }
}

function requireWebAddresses(
  provider: OidcProvider | OAuthProvider,
  others: Record<string, string | undefined>,
  mistake: Mistake,
): void {
  const addresses = {
    ...others,
    authorization: addressOf(provider.authorization),
    token: addressOf(provider.token),
    userinfo: addressOf(provider.userinfo),
    redirectProxyUrl: provider.redirectProxyUrl,
  }
  for (const [name, address] of Object.entries(addresses)) {
    if (address !== undefined && !/^https?:$/.test(URL.parse(address)?.protocol ?? '')) {
      throw mistake(`has no web address as ${name}: "${address}". Begin it with https://.`)
    }
  }
}

function requireCodeFlow(
  params: Readonly<Record<string, string>>,
  foreign: ForeignParts | undefined,
  mistake: Mistake,
): void {
  const { response_type: type = 'code', response_mode: mode = 'query', max_age: age = '0' } = params
  // One that redeems in a way of its own may call a code something else, such as `Assertion`.
  const isCode = foreign?.requestTokens ? !/token|none/i.test(type) : type === 'code'
  if (!isCode) {
    throw mistake('asks for a response_type other than "code", which would put tokens into URLs.')
  }
  if (mode !== 'query' && mode !== 'form_post') {
    throw mistake('asks for a response_mode that does not reach a server. Leave it out.')
  }
  if (!/^\d{1,9}$/.test(age)) throw mistake('has a max_age that is no number of seconds.')
}

const authMethods = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
] as const satisfies readonly TokenEndpointAuthMethod[]

function resolveAuthMethod(
  { client, clientSecret }: OidcProvider | OAuthProvider,
  foreign: ForeignParts | undefined,
  mistake: Mistake,
): TokenEndpointAuthMethod | undefined {
  const declared = client?.token_endpoint_auth_method
  if (declared === undefined) return undefined
  const method = authMethods.find((known) => known === declared)
  if (method === undefined) {
    throw mistake(
      `has the token_endpoint_auth_method "${declared}". Use ${authMethods.join(', ')}.`,
    )
  }
  if (method === 'private_key_jwt' && foreign?.clientPrivateKey === undefined) {
    throw mistake('has no token.clientPrivateKey, which private_key_jwt signs with.')
  }
  if (method === 'client_secret_jwt' && !clientSecret) {
    throw mistake('has no clientSecret, which client_secret_jwt signs with.')
  }
  return method
}

/** The one algorithm of ID tokens. By a shared secret only where the application itself says so. */
function resolveIdTokenAlgorithm(
  { client, clientSecret }: OidcProvider | OAuthProvider,
  mistake: Mistake,
): string | undefined {
  const algorithm = client?.id_token_signed_response_alg
  if (algorithm?.toLowerCase() === 'none') throw mistake('asks for ID tokens without a signature.')
  if (algorithm?.startsWith('HS') && (algorithm !== 'HS256' || !clientSecret)) {
    throw mistake('asks for ID tokens signed with a secret: that needs HS256 and a clientSecret.')
  }
  return algorithm
}

/** In NextAuth v4 an OpenID Connect provider is an OAuth one that says so. */
function isOpenIdConnect(
  { type, idToken, wellKnown, issuer, userinfo }: OidcProvider | OAuthProvider,
  { scope }: Readonly<Record<string, string>>,
): boolean {
  if (type === 'oidc') return true
  if (idToken !== undefined) return idToken
  if (wellKnown !== undefined) return wellKnown.includes('openid-configuration')
  // Nobody else could say who it is.
  return issuer !== undefined && userinfo === undefined && (scope?.includes('openid') ?? false)
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
