/**
 * The list of differences is the documentation's, and each of them is met.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { knownCallDifferences } from './call-differences.ts'
import { knownDifferences } from './known-differences.ts'
import { otherReadings } from './other-readings.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

const ids = [...new Set([...otherReadings, ...knownDifferences].map(({ id }) => id))]

/** Those that `callbacks.test.ts` meets. */
const ofCalls = knownCallDifferences.map(({ id }) => id)

/** Ids in the first column of the tables. */
const documented = [...read('../../../../docs/differences.md').matchAll(/<a id="([\w-]+)"><\/a>/g)]
  .map(([, id]) => id)
  .toSorted()

describe('a known difference', () => {
  it('stands in docs/differences.md, and what stands there by its id is known', () => {
    expect(documented).toEqual([...new Set([...ids, ...ofCalls])].toSorted())
  })

  it.each(ids)('occurs: %s', (id) => {
    const recorded = read('requests.snap')
    const isRecorded = recorded
      .split('\n')
      .some((line) => line.split(' | ').at(-1)?.split(' ').includes(id))
    expect(isRecorded || read('flows.test.ts').includes(`'${id}'`)).toBe(true)
  })
})
