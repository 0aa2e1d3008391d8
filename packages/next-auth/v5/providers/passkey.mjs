/**
 * `next-auth/providers/passkey`: sign-in by a device key. Not there yet, and says so.
 *
 * @module
 */
import { callable } from '../callable.mjs'
import { notThere } from '../lib/not-there.mjs'

/** Throws. */
function passkey() {
  throw notThere('Passkey')
}

export default callable(passkey)
