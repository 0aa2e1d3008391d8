/**
 * `next-auth/providers/credentials`: sign-in by a form of the application's own.
 *
 * @module
 */
import type { RequestInternal } from '../core/index.mjs'
import type { Awaitable, User } from '../core/types.mjs'
import type { CommonProviderOptions } from './index.mjs'

/** A field of the form. */
export interface CredentialInput {
  label?: string
  type?: string
  value?: string
  placeholder?: string
}

/** Sign-in by a form. */
export interface CredentialsConfig<
  C extends Record<string, CredentialInput> = Record<string, CredentialInput>,
> extends CommonProviderOptions {
  type: 'credentials'
  /** Fields of the built-in form, by name. */
  credentials: C
  /** Checks what was entered. Returns the person, or `null` to refuse. */
  authorize: (
    credentials: Record<keyof C, string> | undefined,
    req: Pick<RequestInternal, 'body' | 'query' | 'headers' | 'method'>,
  ) => Awaitable<User | null>
}

/** The factory. */
export type CredentialsProvider = <C extends Record<string, CredentialInput>>(
  options: Partial<CredentialsConfig<C>>,
) => CredentialsConfig<C>

/** Its name. */
export type CredentialsProviderType = 'Credentials'

type UserCredentialsConfig<C extends Record<string, CredentialInput>> = Partial<
  Omit<CredentialsConfig<C>, 'options'>
> &
  Pick<CredentialsConfig<C>, 'authorize' | 'credentials'>

/** Makes the provider. */
declare function Credentials<
  C extends Record<string, CredentialInput> = Record<string, CredentialInput>,
>(options: UserCredentialsConfig<C>): CredentialsConfig<C>
export default Credentials
