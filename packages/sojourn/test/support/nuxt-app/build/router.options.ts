/**
 * Options of a router, for an application without pages.
 *
 * @module
 */
export const hashMode = false
export default {}
