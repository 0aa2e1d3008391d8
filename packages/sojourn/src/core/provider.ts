/**
 * Providers: the ways to sign in, as an application declares them.
 *
 * The shapes are those of NextAuth v4 and Auth.js v5, so that their provider objects fit. A factory of
 * theirs returns defaults and keeps what the application wrote under `options`; the engine lays the
 * second over the first.
 *
 * @module
 */
import type { EmailProvider } from './email-provider.ts'
import type { UserInput } from './user.ts'

/* eslint-disable typescript/no-explicit-any -- Each package types what its functions are given by types of its
   own (a `GitHubProfile`, say, or the client of another library), which no other type but `any` takes as
   parameters. What they return is checked where they are called, in server/oauth/. */
/** An endpoint with more to it than its address. Without a `url` it is the discovered one. */
export interface EndpointOptions {
  url?: string | URL | undefined
  /** Sent in the query. What is not text is sent as JSON. */
  params?: object | undefined
  /**
   * Asks in the engine's place, for a provider that follows no standard. Of a token endpoint: given
   * `{ params, checks, client, provider, fetch }`, returns `{ tokens }`. Of userinfo: given `{ tokens,
   * client, provider, fetch }`, returns the profile. `fetch` is bounded in time and size.
   */
  request?: ((context: any) => any) | undefined
  /** Mends an answer before it is read. What it returns counts, if it returns one. */
  conform?: ((response: Response) => any) | undefined
  /** Of a token endpoint: signs `private_key_jwt`. */
  clientPrivateKey?: CryptoKey | { key: CryptoKey; kid?: string } | undefined
}

/** An endpoint: its address, or more. */
export type Endpoint = string | EndpointOptions

/** How the engine proves itself at the token endpoint (OpenID Connect Core, section 9). */
export type TokenEndpointAuthMethod =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'none'

/** What the application is registered with at the provider (OpenID Connect Registration, section 2). */
export interface ClientOptions {
  /** One of {@link TokenEndpointAuthMethod}. Default: what the provider's metadata prefers. */
  token_endpoint_auth_method?: string | undefined
  /** The one algorithm of ID tokens. `HS256` is accepted only if it stands here. */
  id_token_signed_response_alg?: string | undefined
  /** The algorithm of userinfo; without it userinfo is plain JSON. */
  userinfo_signed_response_alg?: string | undefined
}

interface ProviderBase {
  /** Names the provider in URLs: `/api/auth/callback/<id>`. Letters, digits, `-` and `_`. */
  id: string
  /** Shown on the sign-in button. */
  name: string
}

interface RedirectProviderBase extends ProviderBase {
  /** Default: `AUTH_<ID>_ID`, the id in upper case and `_` for `-`. */
  clientId?: string | undefined
  /** Default: `AUTH_<ID>_SECRET`. */
  clientSecret?: string | undefined
  /** Issuer identifier. Its metadata is discovered once and cached. Default: `AUTH_<ID>_ISSUER`. */
  issuer?: string | undefined
  /**
   * Address of the metadata document, if it is not below the issuer's. Without `issuer` the document says
   * the issuer, which must then be of its own origin.
   */
  wellKnown?: string | undefined
  /** Authorization endpoint; overrides the discovered one. `params` are sent with each request. */
  authorization?: Endpoint | undefined
  /** Token endpoint; overrides the discovered one. */
  token?: Endpoint | undefined
  /** Userinfo endpoint; overrides the discovered one. */
  userinfo?: Endpoint | undefined
  /** `false`: the profile is that of the userinfo endpoint, even though an ID token names the person. */
  idToken?: boolean | undefined
  client?: ClientOptions | undefined
  /**
   * What binds the answer to the browser. All of `pkce`, `state` and `nonce` are always used; `none` leaves
   * out PKCE, for a provider that refuses parameters it does not know.
   */
  checks?: string | readonly string[] | undefined
  /**
   * Whether somebody who is known by the same address becomes the account's owner without being asked.
   * Dangerous unless the provider verifies every address. Default `false`.
   */
  allowDangerousEmailAccountLinking?: boolean | undefined
  /** Address of a deployment that passes the answer on; overrides that of the configuration. */
  redirectProxyUrl?: string | undefined
  /** Makes the user from the profile. Default: the standard claims of OpenID Connect. */
  profile?: ((profile: any, tokens: any) => UserInput | PromiseLike<UserInput>) | undefined
  /** Chooses what of the tokens is kept in the storage. Default: all that it has columns for. */
  account?: ((tokens: any) => any) | undefined
  /** How its button looks. */
  style?: object | undefined
  /** What the application passed to the factory; laid over the factory's defaults. */
  options?: object | undefined
}
/* eslint-enable typescript/no-explicit-any */

/** Sign-in by OpenID Connect: issuer discovery, code + PKCE + state + nonce, verified ID token. */
export interface OidcProvider extends RedirectProviderBase {
  type: 'oidc'
}

/**
 * Sign-in by OAuth 2.0: code + PKCE + state, and the profile from the userinfo endpoint. With
 * `idToken: true` (or a `wellKnown` of OpenID Connect) it is treated as {@link OidcProvider}, as in
 * NextAuth v4.
 */
export interface OAuthProvider extends RedirectProviderBase {
  type: 'oauth'
  /** Version of OAuth. Those that begin with `1` are refused. */
  version?: string | undefined
}

/** One field of a credentials form: any attribute of an HTML `input`, and its `label`. */
export interface CredentialInput {
  label?: string | undefined
  type?: string | undefined
  placeholder?: string | undefined
  [attribute: string]: unknown
}

/**
 * What `authorize` gets to know about the request, as in NextAuth v4. With `wire: 'v5'` it gets a web `Request`, as
 * in Auth.js.
 */
export interface CredentialsRequest {
  method: string
  url: string
  headers: Record<string, string>
  query: Record<string, string>
  /** Everything that was posted. */
  body: Readonly<Record<string, unknown>>
}

/* eslint-disable typescript/no-explicit-any -- Each package types what its `authorize` is given in a way of its own,
   and applications theirs. */
/** Sign-in by a form of the application's own: user name and password, a code, a device key. */
export interface CredentialsProvider extends ProviderBase {
  type: 'credentials'
  /** Fields of the built-in form, by name. */
  credentials: Record<string, any>
  /**
   * Checks what was entered: the fields that are text, without those of the protocol. Returns the person, or
   * `null` to refuse. A thrown message for people refuses, too, and is shown where NextAuth v4 shows it; any other
   * error is a failure (500), never a sign-in.
   *
   * @param request A {@link CredentialsRequest}; with `wire: 'v5'` a web `Request`.
   */
  authorize: (credentials: any, request: any) => UserInput | null | PromiseLike<UserInput | null>
  options?: object | undefined
}
/* eslint-enable typescript/no-explicit-any */

/** One way to sign in. */
export type Provider = OidcProvider | OAuthProvider | EmailProvider | CredentialsProvider

/**
 * A provider as it may stand in the configuration: an object, or a factory of one, such as `GitHub`. A
 * factory is called with what the environment says about it: `clientId`, `clientSecret`, `issuer`.
 */
export type ProviderInput = Provider | ((options: never) => Provider)
