/**
 * What is said of sign-in by a device key, which is not there yet.
 *
 * @module
 */

/** @param {string} name What somebody has called. */
export function notThere(name) {
  return new TypeError(
    `${name}: sign-in by passkeys (WebAuthn) is not there yet. Take the provider out of \`providers\`, and what calls it.`,
  )
}
