/**
 * `next-auth/webauthn`: sign-in by a device key. Not there yet, and says so.
 *
 * @module
 */
import { notThere } from './lib/not-there.mjs'

/** Rejects. */
export async function signIn() {
  throw notThere('signIn of "next-auth/webauthn"')
}
