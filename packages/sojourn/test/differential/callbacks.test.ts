/**
 * Callbacks, events and functions of providers are called as by NextAuth: the same ones, in the same order, with
 * the same arguments.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type FakeProvider, fakeProvider } from '../../src/testing/index.ts'
import { startOfTime } from './applications.ts'
import { knownCallDifferences } from './call-differences.ts'
import { callDifferences, callsOf, type Flow } from './calls.ts'

let provider: FakeProvider

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: startOfTime })
  provider = await fakeProvider({ clientSecret: 'test secret' })
  provider.signInAs({ sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' })
})

afterAll(async () => {
  await provider.close()
  vi.useRealTimers()
})

const flows: readonly Flow[] = [
  { way: 'credentials', strategy: 'jwt', hasAdapter: false },
  { way: 'credentials', strategy: 'jwt', hasAdapter: false, hasCodec: true },
  { way: 'credentials', strategy: 'jwt', hasAdapter: true },
  { way: 'provider', strategy: 'jwt', hasAdapter: false },
  { way: 'provider', strategy: 'jwt', hasAdapter: true },
  { way: 'provider', strategy: 'database', hasAdapter: true },
  { way: 'email', strategy: 'jwt', hasAdapter: true },
  { way: 'email', strategy: 'database', hasAdapter: true },
]

const occurred = new Set<string>()

describe('what an application is called with', () => {
  it.each(flows.map((flow) => [JSON.stringify(flow), flow] as const))(
    'is what NextAuth calls it with, but for known differences: %s',
    async (_, flow) => {
      const there = await callsOf('there', flow, provider)
      const here = await callsOf('here', flow, provider)
      const unknown = callDifferences(flow, there, here).filter((difference) => {
        const known = knownCallDifferences.filter(({ explains }) => explains(difference))
        for (const { id } of known) occurred.add(id)
        return known.length === 0
      })
      expect(unknown.map(({ flow: _flow, ...difference }) => difference)).toEqual([])
      // Every step has been taken: nothing is alike because nothing happened.
      expect(there.map(({ step }) => step)).toEqual(expect.arrayContaining(['sign in', 'return']))
      expect(there.map(({ name }) => name)).toContain('events.signOut')
    },
  )

  it.each(knownCallDifferences.map(({ id }) => id))('differs as is known: %s', (id) => {
    expect([...occurred]).toContain(id)
  })
})
