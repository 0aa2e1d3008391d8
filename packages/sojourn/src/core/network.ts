/**
 * Networks: which addresses are likely to be one customer's.
 *
 * @module
 */

/**
 * The network of an address: of IPv6 the first half, since a single customer has all of the second. An IPv4
 * address is its own, also as a socket for both writes it.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  // The URL parser spells each address in one way.
  const host = URL.parse(`http://[${address.replace(/%.*$|[[\]]/g, '')}]`)?.hostname
  if (host === undefined) return address
  const mapped = /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(host)
  if (mapped !== null) {
    const [high = 0, low = 0] = mapped.slice(1).map((part) => Number.parseInt(part, 16))
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  // `::` stands for as many zeros as are missing.
  const [head = '', tail = ''] = host.slice(1, -1).split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail.split(':').filter(Boolean)
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
