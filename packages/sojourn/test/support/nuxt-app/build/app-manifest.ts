/**
 * The list of what was rendered beforehand, which only a server imports.
 *
 * @module
 */
export {}
