/**
 * Addresses: one spelling of each, the same wherever one is stored or looked for.
 *
 * What comes out is one mailbox, whoever reads it: it has one `@`, and nothing that a mail system would
 * take for a list, a comment, a name or the end of a line. It is checked after it was normalised, because
 * normalising makes an `@` of a full-width one.
 *
 * @module
 */
import { decodeLabel } from './punycode.ts'

/** RFC 5321, section 4.5.3.1, in bytes. The whole path has 256, of which two are its brackets. */
const most = { local: 64, domain: 253, whole: 254 }

// Control and format characters (among them those that change the direction), spaces, what is not
// assigned, and what has a meaning in a header.
const forbidden = /[\p{C}\p{Z}\s"()<>[\]{}:;,\\`|]/u

/** What would need quotes around it (RFC 5321, section 4.1.2), and those are forbidden. */
const misplacedDot = /^\.|\.$|\.\./

const label = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u

/**
 * The one spelling of an address: Unicode's NFKC, trimmed, in lower case, and of a domain with other than
 * ASCII letters those letters (`exämple.de`, not `xn--exmple-cua.de`).
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
  const address = spell(input.normalize('NFKC').trim())
  const [local, entered, ...rest] = address.split('@')
  if (!local || entered === undefined || rest.length > 0 || forbidden.test(address)) return null
  if (misplacedDot.test(local)) return null
  // An encoded word (RFC 2047) would be shown as something else.
  if (local.startsWith('=?') || byteLength(local) > most.local) return null
  const domain = spellDomain(entered)
  if (domain === null) return null
  const tooLong = [domain.text, domain.ascii].some(
    (form) => byteLength(`${local}@${form}`) > most.whole,
  )
  return tooLong ? null : `${local}@${domain.text}`
}

/**
 * Whether two spellings differ in the case of ASCII letters only. What was proven is so for these: normalising
 * makes `k` of the sign for Kelvin, and the mailbox another's.
 */
export function isSameMailbox(one: string, other: string): boolean {
  const [first, second] = [one, other].map((address) =>
    address.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  )
  return first === second
}

/** Lower case, and NFKC after it: some letters have another normal form then. */
function spell(text: string): string {
  return text.toLowerCase().normalize('NFKC')
}

/** A domain as people read it, and as mail servers do (RFC 5890); `null` if it is none. */
function spellDomain(domain: string): { text: string; ascii: string } | null {
  if (!isDomain(domain)) return null
  // Its characters were checked, so this can be nothing but a host.
  const ascii = URL.parse(`http://${domain}`)?.hostname
  if (ascii === undefined || !isDomain(ascii)) return null
  const labels = ascii.split('.').map(decodeLabel)
  if (labels.includes(null)) return null
  const text = labels.join('.')
  // There and back again, or one domain would have two spellings.
  const isOne = isDomain(text) && spell(text) === text
  return isOne && URL.parse(`http://${text}`)?.hostname === ascii ? { text, ascii } : null
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.')
  return (
    byteLength(domain) <= most.domain &&
    labels.length >= 2 &&
    labels.every((part) => byteLength(part) <= 63 && label.test(part)) &&
    // An address of the network is not a name.
    !/\.\d+$/.test(domain)
  )
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
