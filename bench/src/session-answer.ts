/**
 * The headers of an answer about a session, as constants.
 *
 * @module
 */

/** Content type, the three that keep it out of caches, and the server's clock. */
export const answerHeaders = {
  'content-type': 'application/json',
  'cache-control': 'private, no-cache, no-store',
  pragma: 'no-cache',
  expires: '0',
  'x-sojourn-time': '1795262400000',
}
