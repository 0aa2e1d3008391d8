/**
 * The same comparison for requests that nobody wrote down: what answers may differ in must be known for all.
 */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ApplicationName, buildApplication, startOfTime } from './applications.ts'
import { arbitraryRequest } from './arbitrary-request.ts'
import { compare } from './compare.ts'
import { sessionCookies } from './requests.ts'

const names: readonly ApplicationName[] = [
  'plain',
  'own pages',
  'own pages with queries',
  'one page for all',
  'https',
  'base path',
  'behind a proxy',
  'own cookies',
  'short sessions',
  'renaming',
  'roles',
  'leads anywhere',
  'leads to one page',
  'nobody may',
  'may after paying',
  'signIn fails',
  'jwt fails',
  'session fails',
  'insecure cookies',
  'large claims',
]

/** Requests to each application: 2,000 in all. */
const numRuns = 100

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: startOfTime })
})

afterAll(() => {
  vi.useRealTimers()
})

describe('answers any request like NextAuth v4, but for what is documented', () => {
  it.each(names)('%s', async (name) => {
    const application = await buildApplication(name)
    const sessions = Object.values(await sessionCookies(application.cookies.session))
    let compared = 0
    await fc.assert(
      fc.asyncProperty(arbitraryRequest(application, sessions), async (asked) => {
        const { unknown } = await compare(application, asked)
        expect(unknown).toEqual([])
        compared += 1
      }),
      // Each application another part of what there is, and each run the same.
      { numRuns, seed: names.indexOf(name) + 1 },
    )
    expect(compared).toBeGreaterThanOrEqual(numRuns)
  })
})
