/**
 * What a malicious provider may do, as data: one row for each sign-in.
 *
 * @module
 */
import type { AuthErrorCode } from '../../../src/core/errors.ts'
import type { OidcProvider } from '../../../src/core/provider.ts'
import type { Misbehaviour } from '../../support/malicious-provider.ts'

/** One sign-in and its end. */
export interface Case {
  /** What the provider does, and the requirement that it offends. */
  readonly name: string
  readonly does: Misbehaviour
  /** Only from the callback on: the metadata before was honest. */
  readonly later?: boolean
  /** Further configuration of the provider. */
  readonly config?: Partial<OidcProvider>
  /** The code with which it is refused. Default: `provider_response_invalid`. */
  readonly code?: AuthErrorCode
  /** What the log says of it. */
  readonly because?: RegExp
}

/** Puts fields in place of others; `undefined` takes one away. */
export const having =
  (fields: Record<string, unknown>) =>
  (before: Record<string, unknown>): Record<string, unknown> => ({ ...before, ...fields })

/** Seconds since the epoch, so much from now. */
export function fromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds
}
