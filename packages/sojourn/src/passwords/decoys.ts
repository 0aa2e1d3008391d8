/**
 * Decoys: hashes that no password has, to spend on a refusal the time that others take.
 *
 * A storage may hold hashes of several costs: of another system, of an older platform. Who enters a wrong
 * password then waits as long as their hash takes, and an address that nobody has must not stand out by that. So
 * each refusal takes as long as all of the costs that are known together, whichever is the person's own. A
 * password that is right waits for nothing else.
 *
 * @module
 */
import { costOf, decoyHash } from './hash-password.ts'

/** Most costs that are remembered, so that a refusal stays bounded. More than a storage has in practice. */
const most = 4

/** The costs that are known, with a decoy of each. */
export interface Decoys {
  /** Remembers what a stored hash costs. The cost that was not seen for longest is forgotten when there are more. */
  readonly notice: (hash: string) => void
  /** A decoy of each cost that is known, except that of `hash`. */
  readonly besides: (hash: string | null) => readonly string[]
}

/** Makes decoys, which know the cost of new hashes at first. */
export function createDecoys(): Decoys {
  // Oldest first.
  const byCost = new Map<string, string>()

  const notice = (hash: string): void => {
    const cost = costOf(hash)
    if (cost === null) return
    const decoy = byCost.get(cost) ?? decoyHash(cost)
    byCost.delete(cost)
    byCost.set(cost, decoy)
    const [oldest] = byCost.keys()
    if (byCost.size > most && oldest !== undefined) byCost.delete(oldest)
  }

  notice(decoyHash())
  return {
    notice,
    besides(hash) {
      const own = hash === null ? null : costOf(hash)
      return [...byCost].filter(([cost]) => cost !== own).map(([, decoy]) => decoy)
    },
  }
}
