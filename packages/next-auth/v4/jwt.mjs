/**
 * `next-auth/jwt`.
 *
 * @module
 */
export { decode, encode, getToken } from 'sojourn/jwt'
