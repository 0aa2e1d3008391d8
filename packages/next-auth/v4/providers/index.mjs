/**
 * `next-auth/providers` is types alone; it can be loaded, should a compiler keep the import. The factories are in
 * modules of their own.
 *
 * @module
 */
export {}
