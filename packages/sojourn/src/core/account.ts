/**
 * Accounts: the link between a person and one way to sign in.
 *
 * @module
 */

/** What the token endpoint answered (RFC 6749, section 5.1), with an absolute expiry. */
export interface TokenSet {
  access_token?: string | undefined
  refresh_token?: string | undefined
  id_token?: string | undefined
  token_type?: string | undefined
  scope?: string | undefined
  /** When the access token ends, in **seconds** since the epoch, as in the Auth.js schema. */
  expires_at?: number | undefined
  /** Whatever else the provider sent. */
  [parameter: string]: unknown
}

/** The link from a user to (`provider`, `providerAccountId`), with the tokens of this sign-in. */
export interface Account extends TokenSet {
  /** Id of the provider in the configuration. */
  provider: string
  /** Kind of the provider. OpenID Connect is `oauth` as in NextAuth v4, and `oidc` on the wire of Auth.js v5. */
  type: 'oauth' | 'oidc' | 'email' | 'credentials'
  /** The person's id at the provider (`sub` in OpenID Connect); the address, where they sign in by e-mail. */
  providerAccountId: string
}

/** Whether an account is at a provider that the browser is sent to. */
export function isRedirected({ type }: Pick<Account, 'type'>): boolean {
  return type === 'oauth' || type === 'oidc'
}
