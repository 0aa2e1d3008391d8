/**
 * `next-auth/providers/passkey`: sign-in by a device key. Not there yet.
 *
 * @module
 */

/** @deprecated Not there yet: throws a `TypeError` that says so. */
declare function Passkey(config?: Record<string, unknown>): never
export default Passkey
