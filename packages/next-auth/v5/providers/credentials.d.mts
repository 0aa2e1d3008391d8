/**
 * `next-auth/providers/credentials`: sign-in by a form of the application's own.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in Auth.js, for applications that were compiled against it. */
import type { Awaitable, User } from '../lib/types.mjs'
import type { CommonProviderOptions } from './index.mjs'

/** A field of the form: any attribute of an `input`, and its label. */
export interface CredentialInput {
  label?: string
  [attribute: string]: any
}

/** Sign-in by a form. */
export interface CredentialsConfig<
  C extends Record<string, CredentialInput> = Record<string, CredentialInput>,
> extends CommonProviderOptions {
  type: 'credentials'
  /** Fields of the built-in form, by name. */
  credentials: C
  /** Checks what was entered. Returns the person, or `null` to refuse; throws a `CredentialsSignin` to say why. */
  authorize: (
    credentials: Partial<Record<keyof C, unknown>>,
    request: Request,
  ) => Awaitable<User | null>
}

/** Its id. */
export type CredentialsProviderId = 'credentials'

/** Makes the provider. */
declare function Credentials<
  C extends Record<string, CredentialInput> = Record<string, CredentialInput>,
>(config: Partial<CredentialsConfig<C>>): CredentialsConfig
export default Credentials
