/**
 * Sign-in at any OpenID Connect provider, by its issuer.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'

/**
 * Makes an OpenID Connect provider. Everything else is discovered from the issuer.
 *
 * @param options.id Names the provider in URLs: register `<origin>/api/auth/callback/<id>` there.
 * @param options.name Shown on the button. Default: the id.
 *
 * @example
 * ```ts
 * oidc({ id: 'acme', issuer: 'https://id.acme.example', clientId, clientSecret })
 * ```
 */
export function oidc(
  options: Omit<OidcProvider, 'name' | 'options' | 'type'> & Partial<Pick<OidcProvider, 'name'>>,
): OidcProvider {
  return { name: options.id, type: 'oidc', ...options }
}
