/**
 * `next-auth/core/types` is types alone; it can be loaded, should a compiler keep the import.
 *
 * @module
 */
export {}
