/**
 * Addresses: one spelling of each, the same wherever one is stored or looked for.
 *
 * What comes out is one mailbox, whoever reads it: it has one `@`, and nothing that a mail system would
 * take for a list, a comment, a name or the end of a line. It is checked after it was normalised, because
 * normalising makes an `@` of a full-width one.
 *
 * @module
 */

/** RFC 5321, section 4.5.3.1, in bytes. The whole path has 256, of which two are its brackets. */
const most = { local: 64, domain: 253, whole: 254 }

// Control and format characters (among them those that change the direction), spaces, what is not
// assigned, and what has a meaning in a header.
const forbidden = /[\p{C}\p{Z}\s"()<>[\]{}:;,\\`|]/u

const label = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u

/**
 * The one spelling of an address: Unicode's NFKC, trimmed, in lower case.
 *
 * @param input As entered; anything.
 * @returns `null` if it is not the address of one mailbox under a domain of at least two labels.
 *
 * @example
 * ```ts
 * normalizeEmail(' Ada@Example.com') // 'ada@example.com'
 * ```
 */
export function normalizeEmail(input: unknown): string | null {
  // Four times the limit is more than any spelling of an address, and cheap to normalise.
  if (typeof input !== 'string' || input.length > 4 * most.whole) return null
  // Lower case comes before and after: some letters have another normal form then.
  const address = input.normalize('NFKC').trim().toLowerCase().normalize('NFKC')
  const [local = '', domain = '', ...rest] = address.split('@')
  const isMailbox =
    rest.length === 0 &&
    local !== '' &&
    !forbidden.test(address) &&
    // An encoded word (RFC 2047) would be shown as something else.
    !local.startsWith('=?') &&
    byteLength(local) <= most.local &&
    byteLength(address) <= most.whole
  return isMailbox && isDomain(domain) ? address : null
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.')
  return (
    byteLength(domain) <= most.domain &&
    labels.length >= 2 &&
    labels.every((part) => byteLength(part) <= 63 && label.test(part)) &&
    // An address of the network is not a name.
    !/^\d+$/.test(labels.at(-1) ?? '')
  )
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
