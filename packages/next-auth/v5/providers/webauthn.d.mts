/**
 * `next-auth/providers/webauthn`: sign-in by a device key. Not there yet.
 *
 * @module
 */
import type { CommonProviderOptions } from './index.mjs'

/** Kind of the provider. */
export type WebAuthnProviderType = 'webauthn'

/** Whom a key is for. */
export interface RelayingParty {
  id: string
  name: string
  origin: string
}

/** Sign-in by a device key. */
export interface WebAuthnConfig extends CommonProviderOptions {
  type: WebAuthnProviderType
  [member: string]: unknown
}

/** @deprecated Not there yet: throws a `TypeError` that says so. */
declare function WebAuthn(config?: Record<string, unknown>): never
export default WebAuthn
