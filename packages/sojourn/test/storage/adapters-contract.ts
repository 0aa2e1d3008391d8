/**
 * The contract of the tier `basic`, asked of an adapter that somebody else published.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import type { Adapter } from '../../src/core/adapter.ts'
import { fromAdapter } from '../../src/server/adapter/from-adapter.ts'
import { ContractError, storageContract } from '../../src/testing/index.ts'

/**
 * Runs the contract on an adapter.
 *
 * @param open Gives the adapter on an empty database.
 * @param faults What the adapter itself cannot do, by the name of the case, and why. A case that is
 *   named here and passes fails the test.
 */
export function adapterContract(
  name: string,
  open: () => Promise<Adapter>,
  faults: Readonly<Record<string, string>> = {},
): void {
  const cases = storageContract.filter(({ tier }) => tier === 'basic')
  const subject = { open: async () => fromAdapter(await open()) }

  describe(`${name} is a storage of the tier basic`, () => {
    const passing = cases.filter((one) => !Object.hasOwn(faults, one.name))
    it.each(passing)('$name', async ({ run }) => run(subject))

    const failing = cases.filter((one) => Object.hasOwn(faults, one.name))
    it.each(failing)('does not, by its own fault: $name', async ({ run }) => {
      await expect(run(subject)).rejects.toBeInstanceOf(ContractError)
    })

    it('has no faults that are not of the contract', () => {
      expect(failing.map((one) => one.name).toSorted()).toEqual(Object.keys(faults).toSorted())
    })
  })
}
