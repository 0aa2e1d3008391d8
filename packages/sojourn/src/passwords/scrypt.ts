/**
 * scrypt: what new hashes are where the platform has no argon2id.
 *
 * The cost is the one that OWASP's password storage cheat sheet asks for. One hash takes 128 MiB and about
 * 400 ms.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7914 | RFC 7914}
 * @module
 */
import * as crypto from 'node:crypto'
import type { HashKind } from './phc.ts'

/** What a hash costs. */
export interface ScryptCost {
  /** Logarithm, to base 2, of how many blocks are in memory. */
  readonly logBlocks: number
  /** Length of a block, in units of 128 bytes. */
  readonly blockSize: number
  /** How often it is done. */
  readonly rounds: number
}

const cost: ScryptCost = { logBlocks: 17, blockSize: 8, rounds: 1 }

/** Bounds on what a stored hash may ask for: 128 MiB, and about two seconds. */
const most = { memory: 128 * 2 ** 20, work: 512 * 2 ** 20 }

/** The kind `scrypt`. */
export const scrypt: HashKind<ScryptCost> = {
  id: 'scrypt',
  needs: 'Node',
  isAvailable: true,
  cost,
  formatCost: ({ logBlocks, blockSize, rounds }) => `$ln=${logBlocks},r=${blockSize},p=${rounds}`,
  parseCost(text) {
    const [, logBlocks = 0, blockSize = 0, rounds = 0] = (
      /^\$ln=(\d+),r=(\d+),p=(\d+)$/.exec(text) ?? []
    ).map(Number)
    if (logBlocks < 1 || blockSize < 1 || rounds < 1) return null
    const memory = memoryOf({ logBlocks, blockSize, rounds })
    const fits = memory <= most.memory && memory * rounds <= most.work
    return fits ? { logBlocks, blockSize, rounds } : null
  },
  isBelow: (other) =>
    memoryOf(other) < memoryOf(cost) ||
    memoryOf(other) * other.rounds < memoryOf(cost) * cost.rounds,
  derive: (password, salt, length, { logBlocks, blockSize, rounds }) =>
    new Promise((resolve, reject) => {
      const N = 2 ** logBlocks
      // What it really takes. Node's own limit is 32 MiB, below any sensible cost.
      const maxmem = 128 * blockSize * (N + rounds + 2)
      const parameters = { N, r: blockSize, p: rounds, maxmem }
      crypto.scrypt(password, salt, length, parameters, (error, hash) =>
        error ? reject(error) : resolve(hash),
      )
    }),
}

/** Bytes. */
function memoryOf({ logBlocks, blockSize }: ScryptCost): number {
  return 128 * blockSize * 2 ** logBlocks
}
