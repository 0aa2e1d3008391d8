/**
 * `next-auth/react`, and what of `sojourn/react` is new.
 *
 * @module
 */
import { signIn as signInHere } from 'sojourn/react'

export * from 'sojourn/react'

/** Signs in. No error is `null`, as in NextAuth v4; there it is `undefined`, as in Auth.js v5. */
export async function signIn(...args) {
  const result = await signInHere(...args)
  return { ...result, error: result.error ?? null }
}
