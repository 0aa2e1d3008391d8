import { describe, expect, it } from 'vitest'
import { readAddress } from './network-address.ts'

describe('readAddress', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['', null],
    [null, null],
    [undefined, null],
    ['unknown', null],
    ['192.0.2.1, 192.0.2.2', null],
    ['<script>', null],
    ['1'.repeat(65), null],
  ])('reads %j as %j', (given, address) => {
    expect(readAddress(given)).toBe(address)
  })
})
