/**
 * `next-auth/react`, and what of `sojourn/react` is new.
 *
 * @module
 */
export * from 'sojourn/react'
