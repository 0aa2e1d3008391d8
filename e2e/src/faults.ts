/**
 * Faults of what we replace, each observed in the same way on the original and on the door.
 *
 * @module
 */
import { expect, it } from 'vitest'
import type { Edition } from './editions.ts'

/** What must be seen on ours, and what is seen on the original. */
export type Seen<T> = Readonly<Record<'ours' | 'original', T>>

/** A test of one fault: what `observe` returns is as `seen` says, and never the same on both. */
export type FaultTest = <T>(name: string, observe: () => Promise<T>, seen: Seen<T>) => void

/** Declares tests of faults for an edition. */
export function faultsOn(edition: Edition): FaultTest {
  return (name, observe, { ours, original }) => {
    it(`fault: ${name}`, async () => {
      expect(original).not.toEqual(ours)
      expect(await observe()).toEqual(edition === 'door' ? ours : original)
    })
  }
}
