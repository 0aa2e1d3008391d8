/**
 * Labels of internationalised domain names, read back into their letters. Web runtimes can only write them.
 *
 * @module
 */

/** Parameters of Bootstring for domain names (RFC 3492, section 5). */
const base = 36
const least = 1
const most = 26
const skew = 38
const damp = 700
const firstBias = 72
const firstCode = 0x80

const greatestCode = 0x10ffff

/**
 * Reads `xn--…` (RFC 3492, section 6.2).
 *
 * @param label In lower case; any other than `xn--…` is returned as it is.
 * @returns `null` if it does not decode. What it decodes to is not checked.
 */
export function decodeLabel(label: string): string | null {
  if (!label.startsWith('xn--')) return label
  const encoded = label.slice(4)
  const delimiter = encoded.lastIndexOf('-')
  const letters = Array.from(encoded.slice(0, Math.max(delimiter, 0)))
  const digits = encoded.slice(delimiter + 1)
  let code = firstCode
  let bias = firstBias
  let position = 0
  let next = 0
  while (next < digits.length) {
    const before = position
    let weight = 1
    for (let k = base; ; k += base) {
      const digit = digitOf(digits[next])
      next += 1
      if (digit === null) return null
      position += digit * weight
      if (position > Number.MAX_SAFE_INTEGER) return null
      const threshold = Math.min(Math.max(k - bias, least), most)
      if (digit < threshold) break
      weight *= base - threshold
    }
    const length = letters.length + 1
    bias = adapt(position - before, length, before === 0)
    code += Math.floor(position / length)
    position %= length
    if (code > greatestCode) return null
    letters.splice(position, 0, String.fromCodePoint(code))
    position += 1
  }
  return letters.join('')
}

function digitOf(character: string | undefined): number | null {
  if (character === undefined || !/^[a-z0-9]$/.test(character)) return null
  return Number.parseInt(character, 36) < 10
    ? Number(character) + 26
    : Number.parseInt(character, 36) - 10
}

/** Section 6.1. */
function adapt(distance: number, length: number, isFirst: boolean): number {
  let delta = Math.floor(distance / (isFirst ? damp : 2))
  delta += Math.floor(delta / length)
  let k = 0
  while (delta > Math.floor(((base - least) * most) / 2)) {
    delta = Math.floor(delta / (base - least))
    k += base
  }
  return k + Math.floor(((base - least + 1) * delta) / (delta + skew))
}
