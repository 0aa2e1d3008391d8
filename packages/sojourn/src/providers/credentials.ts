/**
 * Sign-in by a form of the application's own.
 *
 * @module
 */
import type { CredentialsProvider } from '../core/provider.ts'

/**
 * Makes a credentials provider.
 *
 * @param options.id Default: `credentials`.
 * @param options.name Shown on the button: "Sign in with …". Default: `Credentials`.
 *
 * @example
 * ```ts
 * credentials({
 *   credentials: { username: { label: 'User name' }, password: { label: 'Password', type: 'password' } },
 *   authorize: async ({ username, password }) => findPerson(username, password),
 * })
 * ```
 */
export function credentials(
  options: Pick<CredentialsProvider, 'authorize' | 'credentials'> &
    Partial<Pick<CredentialsProvider, 'id' | 'name'>>,
): CredentialsProvider {
  return { id: 'credentials', name: 'Credentials', type: 'credentials', ...options }
}
