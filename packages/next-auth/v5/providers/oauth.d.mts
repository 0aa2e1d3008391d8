/**
 * `next-auth/providers/oauth`: providers that the browser is sent to.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in Auth.js, for applications that were compiled against it. */
import type { customFetch } from 'sojourn/next/v5'
import type { Awaitable, Profile, TokenSet, User } from '../lib/types.mjs'
import type { CommonProviderOptions } from './index.mjs'

/** Id of a provider that the browser is sent to. */
export type OAuthProviderId = string & {}

/** What a callback is checked against. */
export type OAuthChecks = any

interface EndpointHandler<P extends Record<string, unknown>, C = any, R = any> {
  /** Address of the endpoint. */
  url?: string
  /** Sent in the query. */
  params?: P
  /** Asks in the engine's place. */
  request?: (
    context: C & { provider: OAuthConfig<any> & { signinUrl: string; callbackUrl: string } },
  ) => Awaitable<R> | void
  /** Mends an answer before it is read. */
  conform?: (response: Response) => Awaitable<Response | undefined>
  /** Signs `private_key_jwt`. */
  clientPrivateKey?: CryptoKey | { key: CryptoKey; kid?: string }
}

/** Where the browser is sent. */
export type AuthorizationEndpointHandler = EndpointHandler<any>

/** Where a code is redeemed. */
export type TokenEndpointHandler = EndpointHandler<
  Record<string, unknown>,
  { params: any; checks: OAuthChecks },
  { tokens: TokenSet }
>

/** Where the person is asked for. */
export type UserinfoEndpointHandler = EndpointHandler<
  Record<string, unknown>,
  { tokens: TokenSet },
  Profile
>

/** Makes the person of what the provider says. */
export type ProfileCallback<P> = (profile: P, tokens: TokenSet) => Awaitable<User>

/** Chooses what of the tokens is kept. */
export type AccountCallback = (tokens: TokenSet) => TokenSet | undefined | void

/** How its button looks. */
export interface OAuthProviderButtonStyles {
  logo?: string
  text?: string
  bg?: string
  brandColor?: string
}

/** What the application is registered with, and how the engine proves itself. */
interface ClientOptions {
  client_id?: string
  token_endpoint_auth_method?: string
  id_token_signed_response_alg?: string
  userinfo_signed_response_alg?: string
  [metadata: string]: unknown
}

/** Sign-in by OAuth 2.0. */
export interface OAuth2Config<P> extends CommonProviderOptions {
  type: 'oauth'
  /** Issuer identifier, whose metadata is discovered. */
  issuer?: string
  /** Address of the metadata, if it is not below the issuer's. */
  wellKnown?: string
  jwks_endpoint?: any
  authorization?: string | AuthorizationEndpointHandler
  token?: string | TokenEndpointHandler
  userinfo?: string | UserinfoEndpointHandler
  profile?: ProfileCallback<P>
  account?: AccountCallback
  /** All of them are always made; `none` leaves out PKCE. */
  checks?: Array<'pkce' | 'state' | 'none'>
  /** Default: `AUTH_<ID>_ID`. */
  clientId?: string
  /** Default: `AUTH_<ID>_SECRET`. */
  clientSecret?: string
  client?: ClientOptions
  style?: OAuthProviderButtonStyles
  /** Dangerous unless the provider verifies every address. Default `false`. */
  allowDangerousEmailAccountLinking?: boolean
  redirectProxyUrl?: string
  /** Sends what the engine asks of this provider. */
  [customFetch]?: typeof fetch
  options?: OAuthUserConfig<P>
}

/** Sign-in by OpenID Connect. */
export interface OIDCConfig<P> extends Omit<OAuth2Config<P>, 'type' | 'checks'> {
  type: 'oidc'
  checks?: Array<'pkce' | 'state' | 'none' | 'nonce'>
  /** `false`: the person is asked for at the userinfo endpoint. */
  idToken?: boolean
}

/** Either. */
export type OAuthConfig<P> = OIDCConfig<P> | OAuth2Config<P>

/** Endpoints of a provider. */
export type OAuthEndpointType = 'authorization' | 'token' | 'userinfo'

/** What an application passes to the factory of one of OAuth. */
export type OAuthUserConfig<P> = Omit<Partial<OAuthConfig<P>>, 'options' | 'type'>

/** What an application passes to the factory of one of OpenID Connect. */
export type OIDCUserConfig<P> = Omit<Partial<OIDCConfig<P>>, 'options' | 'type'>
