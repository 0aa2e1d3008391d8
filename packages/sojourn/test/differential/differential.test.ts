/**
 * The engine against real NextAuth v4: each request is sent to both, in applications of the same options, and
 * their answers are laid side by side. Either they are alike, or each difference is one of
 * `docs/differences.md`. Which differences each request has is recorded in `requests.snap`.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ApplicationName, buildApplication, startOfTime } from './applications.ts'
import { type Comparison, compare } from './compare.ts'
import { kindsByApplication, rowsOf } from './requests.ts'

const recorded: string[] = []

/** What was found about a row. */
interface Result extends Omit<Comparison, 'answers'> {
  readonly title: string
}

async function compareAll(name: ApplicationName): Promise<Result[]> {
  const application = await buildApplication(name)
  const results: Result[] = []
  for (const { title, asked, after } of await rowsOf(application, kindsByApplication[name] ?? [])) {
    vi.setSystemTime(startOfTime + after * 1000)
    const { known, unknown } = await compare(application, asked)
    vi.setSystemTime(startOfTime)
    results.push({ title, known, unknown })
  }
  return results
}

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: startOfTime })
})

afterAll(() => {
  vi.useRealTimers()
})

describe('answers like NextAuth v4, but for what is documented', () => {
  it.each(Object.keys(kindsByApplication) as ApplicationName[])('%s', async (name) => {
    const results = await compareAll(name)
    for (const { title, known } of results) {
      recorded.push(
        `${name} | ${title.replaceAll(/x{100,}/g, 'x…')} | ${known.join(' ') || 'alike'}`,
      )
    }
    const unknown = results.filter((result) => result.unknown.length > 0)
    expect(unknown.map(({ title, unknown }) => ({ title, unknown }))).toEqual([])
  })

  it('differs where it did before, and nowhere else', async () => {
    expect(new Set(recorded.map((line) => line.split(' | ', 2).join())).size).toBe(recorded.length)
    await expect(`${recorded.join('\n')}\n`).toMatchFileSnapshot('requests.snap')
  })
})
