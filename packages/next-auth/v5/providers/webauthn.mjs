/**
 * `next-auth/providers/webauthn`: sign-in by a device key. Not there yet, and says so.
 *
 * @module
 */
import { callable } from '../callable.mjs'
import { notThere } from '../lib/not-there.mjs'

/** Throws. */
function webauthn() {
  throw notThere('WebAuthn')
}

export default callable(webauthn)
