/**
 * Decoys: one of each cost that a storage was seen to hold.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { createDecoys } from '../../src/passwords/decoys.ts'
import { decoyHash } from '../../src/passwords/hash-password.ts'
import { verifyPassword } from '../../src/passwords/index.ts'

const fresh = '$argon2id$v=19$m=19456,t=2,p=1'
const costsOf = (hashes: readonly string[]): string[] =>
  hashes.map((hash) => hash.split('$').slice(0, -2).join('$'))
/** A hash of scrypt that costs little, and the less the smaller the number. */
const cheap = (logBlocks: number): string => decoyHash(`$scrypt$ln=${logBlocks},r=8,p=1`)

describe('decoys', () => {
  it('have the cost of new hashes at first, and are nobody\u2019s password', async () => {
    const [decoy = '', ...rest] = createDecoys().besides(null)
    expect(costsOf([decoy])).toEqual([fresh])
    expect(rest).toEqual([])
    await expect(verifyPassword('x', decoy)).resolves.toEqual({ ok: false, isOutdated: false })
  })

  it('are of each cost that was seen, once, whatever the salt', () => {
    const decoys = createDecoys()
    for (const hash of [cheap(10), cheap(10), cheap(11), decoyHash()]) decoys.notice(hash)
    expect(costsOf(decoys.besides(null)).toSorted()).toEqual([
      fresh,
      '$scrypt$ln=10,r=8,p=1',
      '$scrypt$ln=11,r=8,p=1',
    ])
  })

  it('leave out the cost that was spent already, however it is written', () => {
    const decoys = createDecoys()
    decoys.notice(cheap(10))
    const same = cheap(10).replace('ln=10', 'ln=0010')
    decoys.notice(same)
    expect(costsOf(decoys.besides(same))).toEqual([fresh])
    expect(costsOf(decoys.besides(decoyHash()))).toEqual(['$scrypt$ln=10,r=8,p=1'])
  })

  it('are the same ones each time, and of another set others', () => {
    const [decoys, others] = [createDecoys(), createDecoys()]
    expect(decoys.besides(null)).toEqual(decoys.besides(null))
    expect(decoys.besides(null)).not.toEqual(others.besides(null))
  })

  it('are at most four, of the costs that were seen last', () => {
    const decoys = createDecoys()
    for (const logBlocks of [5, 6, 7, 8, 9, 6, 10]) decoys.notice(cheap(logBlocks))
    expect(costsOf(decoys.besides(null))).toEqual(
      [8, 9, 6, 10].map((logBlocks) => `$scrypt$ln=${logBlocks},r=8,p=1`),
    )
  })

  it('are of no cost that cannot be verified here', () => {
    const decoys = createDecoys()
    for (const hash of [
      '',
      '$2b$12$LQv3c1yqBWVHxkd0LHAkCOYz6TtxMQJqhN8/LewKyNiQ1ZzWYmG6e',
      decoyHash('$scrypt$ln=22,r=8,p=1'),
      decoyHash('$argon2i$v=19$m=19456,t=2,p=1'),
    ]) {
      decoys.notice(hash)
    }
    expect(costsOf(decoys.besides(null))).toEqual([fresh])
  })
})
