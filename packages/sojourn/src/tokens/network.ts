/**
 * Networks: which addresses are likely to be one customer's.
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

/**
 * The network of an address: of IPv6 the first 64 bits, since one customer has all of the rest. An IPv4 address
 * is its own, also as a socket for both writes it.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  if (!address.includes(':')) return address
  // The URL parser spells each address in one way.
  const host = URL.parse(`http://[${address.replace(/%.*$/, '')}]`)?.hostname.slice(1, -1)
  if (host === undefined) return address
  const [head = '', tail] = host.split('::')
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean))
  if (before === undefined || after === undefined) return address
  const zeros =
    tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
