/**
 * Labels of internationalised domain names: read as Node's own decoder reads them.
 *
 * @module
 */
import { domainToASCII, domainToUnicode } from 'node:url'
import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLabel } from './punycode.ts'

describe('decodeLabel', () => {
  it('leaves a label of ASCII letters as it is', () => {
    expect(decodeLabel('example')).toBe('example')
  })

  it('reads every label that can be written', () => {
    let read = 0
    assert(
      property(string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => {
        const label = domainToASCII(text)
        if (!label.startsWith('xn--') || label.includes('.')) return
        read += 1
        expect(decodeLabel(label)).toBe(domainToUnicode(label))
      }),
      { numRuns: 5000 },
    )
    expect(read).toBeGreaterThan(500)
  })

  it('reads anything that is no label without throwing', () => {
    assert(
      property(string({ maxLength: 80 }), (text) => {
        const decoded = decodeLabel(`xn--${text}`)
        expect(decoded === null || typeof decoded === 'string').toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['that ends in the middle of a number', 'xn--9'],
    ['with a letter that is none of its digits', 'xn--ä'],
    ['in capitals', 'xn--A'],
    ['of a code point beyond the last', 'xn--999999a'],
    ['of a number beyond the exact ones', `xn--${'9'.repeat(300)}`],
  ])('refuses a label %s', (_, label) => {
    expect(decodeLabel(label)).toBeNull()
  })
})
