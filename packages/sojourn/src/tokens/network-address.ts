/**
 * Network addresses, as hosts give them.
 *
 * @module
 */

/** Longest textual address, with a zone. */
const maxLength = 64

/** An address as a host gives it, without brackets and a port; `null` if it is none. */
export function readAddress(given: string | null | undefined): string | null {
  if (!given || given.length > maxLength) return null
  const address = given.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')
  return /^[\da-f.:]+(?:%[\w.-]+)?$/i.test(address) ? address : null
}
