/**
 * `next-auth/jwt`: sealed sessions by themselves, in the form of Auth.js v5.
 *
 * @module
 */
import { decode, encode as seal, getToken } from 'sojourn/jwt'

export { decode, getToken }

/**
 * Seals claims.
 *
 * @param {Parameters<typeof seal>[0]} params
 */
export function encode(params) {
  return seal({ ...params, wire: 'v5' })
}
