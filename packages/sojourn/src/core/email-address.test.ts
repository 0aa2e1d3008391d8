/**
 * Addresses: which are one mailbox, and how each is spelt.
 *
 * @module
 */
import { array, assert, constantFrom, oneof, property, string, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSameMailbox, normalizeEmail } from './email-address.ts'

describe('normalizeEmail', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    [' Ada@Example.COM\n', 'ada@example.com'],
    ['ada＠example.com', 'ada@example.com'],
    ['ⓐda@example.com', 'ada@example.com'],
    ['ſ@example.com', 's@example.com'],
    ['\u212A@example.com', 'k@example.com'],
    ["o'brien+news@mail.example.com", "o'brien+news@mail.example.com"],
    ['jürgen@exämple.de', 'jürgen@exämple.de'],
    ['ju\u0308rgen@exa\u0308mple.de', 'jürgen@exämple.de'],
    // In lower case this letter has a form of its own.
    ['H\u0331@example.com', '\u1E96@example.com'],
    ['a@xn--exmple-cua.de', 'a@exämple.de'],
    ['a@XN--EXMPLE-CUA.de', 'a@exämple.de'],
    ['a@straße.de', 'a@straße.de'],
    ['a@vіctim.com', 'a@vіctim.com'],
    ['a@例え.テスト', 'a@例え.テスト'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('spells %j as %j', (input, expected) => {
    expect(normalizeEmail(input)).toBe(expected)
  })

  it.each([
    'a@x.com,b@y.com',
    'a@x.com;b@y.com',
    'a@x.com b@y.com',
    '"a@evil.com"@victim.com',
    '"ada"@victim.com',
    'a@evil.com@victim.com',
    'a@evil.com＠victim.com',
    'a@evil.com﹫victim.com',
    'a，b@victim.com',
    '＂a＂@victim.com',
    'a@victim.com\r\nBcc: b@evil.com',
    'a@victim.com\nb',
    'a@victim.com%0d%0aCc:b@evil.com',
    'a@victim.com%0d%0a',
    '<a@evil.com> a@victim.com',
    '<a@victim.com>',
    'a@victim.com (b@evil.com)',
    'a(b)@victim.com',
    '=?utf-8?q?a=40evil.com?=@victim.com',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@victim.com.',
    'a@.victim.com',
    'a@victim..com',
    'a@-victim.com',
    'a@victim-.com',
    'a@vic_tim.com',
    'a @victim.com',
    'a@ victim.com',
    'a\u0000@victim.com',
    'a\u200B@victim.com',
    'a\u202E@victim.com',
    'a\u2028@victim.com',
    'a\\@victim.com',
    '.a@victim.com',
    'a.@victim.com',
    'a..b@victim.com',
    'a|b@victim.com',
    'g:a@x.com,b@y.com;',
    `${'g:'.repeat(500)}a@x.com;`,
    // They decode to nothing, to what is no letter, or to what would be written another way.
    'a@xn--.com',
    'a@xn---.com',
    'a@xn--a.com',
    'a@xn--ls8h.com',
    'a@xn--ada-.com',
    'a@xn--99999999999.com',
    `a@${'ä'.repeat(60)}.com`,
    'a@1.2.3.0x4',
    'a@victim',
    'a@',
    '@victim.com',
    '@',
    '',
    ' ',
    'ada',
    '\uD83D@victim.com',
    `${'a'.repeat(65)}@victim.com`,
    `${'ä'.repeat(33)}@victim.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'b.'.repeat(126)}com`,
    `${'a'.repeat(10_000)}@victim.com`,
    `${'('.repeat(100_000)}a@victim.com`,
  ])('refuses %j', (input) => {
    expect(normalizeEmail(input)).toBeNull()
  })

  it.each([
    [undefined],
    [null],
    [7],
    [['a@victim.com']],
    [{ $ne: null }],
    [{ toString: () => 'a@b.cc' }],
  ])('refuses %j, which is no text', (input) => {
    expect(normalizeEmail(input)).toBeNull()
  })

  const hostile = constantFrom(
    ...Array.from(
      '@＠﹫,，;；:"＂<>()[]\\ \t\r\n\0\u200B\u202E\u2028\u00A0\u0130\u01C5\u03D3\u1E9B\u0345',
    ),
  )
  const pieces = array(
    oneof(hostile, string({ unit: 'binary', maxLength: 3 }), constantFrom('ada', '.com')),
    { maxLength: 6 },
  )
  const addresses = tuple(pieces, pieces).map(
    ([local, domain]) => `a${local.join('')}@b${domain.join('')}.com`,
  )

  it('gives one mailbox, spelt as it would be again, whatever comes in', () => {
    let accepted = 0
    assert(
      property(oneof(addresses, string({ unit: 'binary' })), (input) => {
        const address = normalizeEmail(input)
        if (address === null) return
        accepted += 1
        expect(normalizeEmail(address)).toBe(address)
        expect(address.split('@')).toHaveLength(2)
        expect(address).not.toMatch(/[\p{C}\p{Z}\s"(),:;<>[\]\\]/u)
        expect(Buffer.byteLength(address)).toBeLessThanOrEqual(254)
      }),
      { numRuns: 10_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it('spells every character as it would spell it again', () => {
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const address = normalizeEmail(`a${String.fromCodePoint(code)}b@example.com`)
      if (address !== null && normalizeEmail(address) !== address) {
        throw new Error(`U+${code.toString(16)} gives ${address}`)
      }
    }
  }, 60_000)
})

describe('normalizeEmail', () => {
  it('refuses an address whose parts are short enough and whose whole is not', () => {
    const domain = `${`${'b'.repeat(60)}.`.repeat(3)}example.com`
    expect(normalizeEmail(`${'a'.repeat(50)}@${domain}`)).not.toBeNull()
    expect(normalizeEmail(`${'a'.repeat(64)}@${domain}`)).toBeNull()
  })
})

describe('isSameMailbox', () => {
  it.each([
    ['ada@example.com', 'Ada@EXAMPLE.com', true],
    ['ada@example.com', 'eve@example.com', false],
    ['\u212A@example.com', 'k@example.com', false],
  ])('says of %s and %s: %s', (one, other, isSame) => {
    expect(isSameMailbox(one, other)).toBe(isSame)
  })
})
