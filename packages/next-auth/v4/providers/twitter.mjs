/**
 * `next-auth/providers/twitter`.
 *
 * @module
 */
import { twitter } from 'sojourn/providers/twitter'
import { callable } from '../callable.mjs'

/** By OAuth 1, which the engine refuses by name: keys of one are none of the other. */
export function TwitterLegacy(options) {
  return { ...twitter(options), version: '1.0A' }
}

// As in NextAuth, where OAuth 1 is what one gets without asking for the other.
export default callable((options = {}) =>
  options.version?.startsWith('2') ? twitter(options) : TwitterLegacy(options),
)
