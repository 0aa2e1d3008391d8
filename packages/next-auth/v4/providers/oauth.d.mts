/**
 * `next-auth/providers/oauth`: providers that the browser is sent to.
 *
 * What NextAuth took from `openid-client` is declared here by shape: the engine asks by itself, and hands functions of
 * an application what they use of a client.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in NextAuth, for applications that were compiled against it. */
import type { Awaitable, Profile, TokenSet, User } from '../core/types.mjs'
import type { CommonProviderOptions } from './index.mjs'

export type { OAuthProviderType } from './oauth-types.mjs'

type ChecksType = 'pkce' | 'state' | 'none' | 'nonce'

/** What a callback is checked against. */
export interface OAuthChecks {
  code_verifier?: string
  jarm?: boolean
  max_age?: number
  nonce?: string
  response_type?: string
  scope?: string
  state?: string
}

/** What a function of the application's own gets of the engine's client. */
interface Client {
  userinfo: (accessToken: any, options?: any) => Promise<any>
  [method: string]: any
}

type UrlParams = Record<string, unknown>

type EndpointRequest<C, R, P> = (
  context: C & {
    client: Client
    provider: OAuthConfig<P> & { signinUrl: string; callbackUrl: string }
  },
) => Awaitable<R>

interface AdvancedEndpointHandler<P extends UrlParams, C, R> {
  /** Address of the endpoint. */
  url?: string
  /** Sent in the query. */
  params?: P
  /** Asks in the engine's place. */
  request?: EndpointRequest<C, R, P>
}

/** An endpoint with more to it than its address. */
export type EndpointHandler<P extends UrlParams, C = any, R = any> = AdvancedEndpointHandler<
  P,
  C,
  R
>

/** Parameters of an authorization request (OpenID Connect Core, section 3.1.2.1). */
interface AuthorizationParameters {
  acr_values?: string
  audience?: string
  claims?: string | object
  claims_locales?: string
  client_id?: string
  code_challenge_method?: string
  code_challenge?: string
  display?: string
  id_token_hint?: string
  login_hint?: string
  max_age?: number
  nonce?: string
  prompt?: string
  redirect_uri?: string
  registration?: string
  request_uri?: string
  request?: string
  resource?: string | string[]
  response_mode?: string
  response_type?: string
  scope?: string
  state?: string
  ui_locales?: string
  [key: string]: unknown
}

/** The authorization endpoint. */
export type AuthorizationEndpointHandler = EndpointHandler<AuthorizationParameters>

/** The token endpoint. */
export type TokenEndpointHandler = EndpointHandler<
  UrlParams,
  {
    /** What came to the callback. */
    params: Record<string, any>
    checks: OAuthChecks
  },
  { tokens: TokenSet }
>

/** The userinfo endpoint. */
export type UserinfoEndpointHandler = EndpointHandler<UrlParams, { tokens: TokenSet }, Profile>

/** How a provider's button looks. */
export interface OAuthProviderButtonStyles {
  logo: string
  logoDark?: string
  bg: string
  bgDark?: string
  text: string
  textDark?: string
}

/** A provider that the browser is sent to. */
export interface OAuthConfig<P> extends CommonProviderOptions {
  /** Address of the metadata document, from which the rest is discovered. */
  wellKnown?: string
  jwks_endpoint?: string
  /** Authorization endpoint. */
  authorization?: string | AuthorizationEndpointHandler
  /** Token endpoint. */
  token?: string | TokenEndpointHandler
  /** Userinfo endpoint. */
  userinfo?: string | UserinfoEndpointHandler
  type: 'oauth'
  /** Of OAuth. Those that begin with `1` are refused. */
  version?: string
  /** Makes the person from what the provider says. */
  profile: (profile: P, tokens: TokenSet) => Awaitable<User>
  /** As NextAuth has it: all of them are always used. `none` leaves out PKCE. */
  checks?: ChecksType | ChecksType[]
  /** What the application is registered with at the provider. */
  client?: Record<string, any>
  jwks?: { keys: Record<string, any>[] }
  clientId?: string
  clientSecret?: string
  /** Whether the person is taken from the ID token. */
  idToken?: boolean
  region?: string
  issuer?: string
  /** As NextAuth has it. Without effect: requests have a time limit of their own. */
  httpOptions?: Record<string, any>
  style?: OAuthProviderButtonStyles
  /** What the application passed to the factory. */
  options?: OAuthUserConfig<P>
  accessTokenUrl?: string
  requestTokenUrl?: string
  profileUrl?: string
  encoding?: string
  /** Whether somebody who is known by the same address becomes the account's owner without being asked. */
  allowDangerousEmailAccountLinking?: boolean
}

/** What an application passes to a factory. */
export type OAuthUserConfig<P> = Omit<Partial<OAuthConfig<P>>, 'options' | 'type'> &
  Required<Pick<OAuthConfig<P>, 'clientId' | 'clientSecret'>>

/** A factory. */
export type OAuthProvider = (options: Partial<OAuthConfig<any>>) => OAuthConfig<any>
