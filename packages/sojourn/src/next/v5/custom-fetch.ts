/**
 * The key under which a provider of Auth.js has a `fetch` of its own.
 *
 * @module
 */

/**
 * `GitHub({ [customFetch]: … })`: what asks this provider in place of `fetch`. Registered, so that all copies of this
 * module agree on it.
 */
export const customFetch: unique symbol = Symbol.for('custom-fetch')
