/**
 * argon2id: what new hashes are, where the platform has it.
 *
 * The cost is the one that OWASP's password storage cheat sheet asks for. One hash takes 19 MiB and about
 * 40 ms.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9106 | RFC 9106}
 * @module
 */
import * as crypto from 'node:crypto'
import { type HashKind, isWithin } from './phc.ts'

/** What a hash costs. */
export interface Argon2idCost {
  /** KiB. */
  readonly memory: number
  /** How often all of the memory is gone over. */
  readonly passes: number
  readonly lanes: number
}

// Read from the namespace: Node before 24.7 has no such export, and a named import would not load there.
const { argon2 } = crypto as { argon2?: typeof crypto.argon2 }

const cost: Argon2idCost = { memory: 19_456, passes: 2, lanes: 1 }

/** Bounds on what a stored hash may ask for: 128 MiB, and about two seconds. */
const most = { memory: 131_072, work: 1_048_576, lanes: 16 }

/** The kind `argon2id`, of version 1.3. */
export const argon2id: HashKind<Argon2idCost> = {
  id: 'argon2id',
  needs: 'Node 24.7',
  isAvailable: argon2 !== undefined,
  cost,
  formatCost: ({ memory, passes, lanes }) => `$v=19$m=${memory},t=${passes},p=${lanes}`,
  parseCost(text) {
    const [, memory = 0, passes = 0, lanes = 0] = (
      /^\$v=19\$m=(\d+),t=(\d+),p=(\d+)$/.exec(text) ?? []
    ).map(Number)
    const fits =
      isWithin(lanes, 1, most.lanes) &&
      isWithin(memory, 8 * lanes, most.memory) &&
      isWithin(passes, 1, most.work / memory)
    return fits ? { memory, passes, lanes } : null
  },
  // Less memory with more passes is weaker against special hardware, so memory alone decides, too.
  isBelow: ({ memory, passes }) =>
    memory < cost.memory || memory * passes < cost.memory * cost.passes,
  derive: (message, nonce, tagLength, { memory, passes, lanes }) =>
    new Promise((resolve, reject) => {
      const parameters = { message, nonce, parallelism: lanes, tagLength, memory, passes }
      argon2?.('argon2id', parameters, (error, hash) => (error ? reject(error) : resolve(hash)))
    }),
}
