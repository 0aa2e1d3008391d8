/**
 * What an application passes to a ready-made provider.
 *
 * @module
 */
import type { OAuthProvider } from './provider.ts'

/**
 * Options of a ready-made provider: what its registration says (`clientId`, `clientSecret`), and any member
 * of the provider to replace. Endpoints are merged member by member: `{ authorization: { params: { scope } } }`
 * changes the scope alone. What is left out is taken from the environment, as far as it says something:
 * `AUTH_<ID>_ID`, `AUTH_<ID>_SECRET` and `AUTH_<ID>_ISSUER`.
 */
export type ProviderOptions = Partial<Omit<OAuthProvider, 'options' | 'type'>>

/**
 * What a provider's own request asks with, handed to it beside the tokens: within the time and the size that one
 * step of a sign-in may have, and following no redirect.
 */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>
