/**
 * Providers: the ways to sign in, as an application declares them.
 *
 * The shapes are those of NextAuth v4 and Auth.js v5, so that their provider objects fit. A factory of
 * theirs returns defaults and keeps what the application wrote under `options`; the engine lays the
 * second over the first.
 *
 * @module
 */
import type { TokenSet } from './account.ts'
import type { Profile, UserInput } from './user.ts'

/** An endpoint: its URL, or its URL with parameters to send. */
export type Endpoint =
  | string
  | { url?: string | undefined; params?: Record<string, string | undefined> | undefined }

/** How the engine proves itself at the token endpoint (OpenID Connect Core, section 9). */
export type TokenEndpointAuthMethod = 'client_secret_basic' | 'client_secret_post' | 'none'

interface ProviderBase {
  /** Names the provider in URLs: `/api/auth/callback/<id>`. Letters, digits, `-` and `_`. */
  id: string
  /** Shown on the sign-in button. */
  name: string
}

interface RedirectProviderBase extends ProviderBase {
  clientId?: string | undefined
  clientSecret?: string | undefined
  /** Issuer identifier. Its metadata is discovered once and cached. */
  issuer?: string | undefined
  /** Authorization endpoint; overrides the discovered one. `params` are sent with each request. */
  authorization?: Endpoint | undefined
  /** Token endpoint; overrides the discovered one. */
  token?: Endpoint | undefined
  /** Userinfo endpoint; overrides the discovered one. */
  userinfo?: Endpoint | undefined
  client?: { token_endpoint_auth_method?: TokenEndpointAuthMethod | undefined } | undefined
  /**
   * Whether somebody who is known by the same address becomes the account's owner without being asked.
   * Dangerous unless the provider verifies every address. Default `false`.
   */
  allowDangerousEmailAccountLinking?: boolean | undefined
  /** Makes the user from the profile. Default: the standard claims of OpenID Connect. */
  profile?: ((profile: Profile, tokens: TokenSet) => UserInput | Promise<UserInput>) | undefined
  /** What the application passed to the factory; laid over the factory's defaults. */
  options?: Record<string, unknown> | undefined
}

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
  /** URL of the metadata document; the issuer is what precedes `/.well-known/`. */
  wellKnown?: string | undefined
  idToken?: boolean | undefined
}

/** One field of a credentials form: any attribute of an HTML `input`, and its `label`. */
export interface CredentialInput {
  label?: string | undefined
  type?: string | undefined
  placeholder?: string | undefined
  [attribute: string]: string | number | boolean | undefined
}

/** What `authorize` gets to know about the request. Bodies are left out: they hold the secret. */
export interface CredentialsRequest {
  method: string
  headers: Record<string, string>
  query: Record<string, string>
}

/** Sign-in by a form of the application's own: user name and password, a code, a device key. */
export interface CredentialsProvider extends ProviderBase {
  type: 'credentials'
  /** Fields of the built-in form, by name. */
  credentials: Record<string, CredentialInput>
  /**
   * Checks what was entered. Returns the person, or `null` to refuse. A thrown error is a failure
   * (500), never a sign-in.
   */
  authorize: (
    credentials: Record<string, string>,
    request: CredentialsRequest,
  ) => UserInput | null | Promise<UserInput | null>
  options?: Record<string, unknown> | undefined
}

/** One way to sign in. */
export type Provider = OidcProvider | OAuthProvider | CredentialsProvider
