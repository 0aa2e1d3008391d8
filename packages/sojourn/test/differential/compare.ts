/**
 * The comparison: one request to both sides, and what of the difference is known.
 *
 * @module
 */
import type { Application } from './applications.ts'
import {
  type Asked,
  type Difference,
  differencesOf,
  type Exchange,
  requestOf,
  see,
} from './exchange.ts'
import { knownDifferences } from './known-differences.ts'
import { otherReadings } from './other-readings.ts'

/** What a comparison found. */
export interface Comparison {
  /** Ids of the known differences that occurred. */
  readonly known: readonly string[]
  /** What no known difference explains. */
  readonly unknown: readonly Difference[]
  /** The answers as they came. */
  readonly answers: { readonly there: Response; readonly here: Response }
}

/**
 * Sends a request to both sides and compares the answers.
 *
 * @param asked To both, or to each side its own: in the course of a sign-in each has secrets of its own.
 */
export async function compare(
  application: Application,
  asked: Asked | { readonly there: Asked; readonly here: Asked },
): Promise<Comparison> {
  const [askedThere, askedHere] = 'there' in asked ? [asked.there, asked.here] : [asked, asked]
  const answers = {
    there: await application.there.answer(requestOf(application, askedThere)),
    here: await application.here.answer(requestOf(application, askedHere)),
  }
  const here = await see(application, askedHere, answers.here.clone())
  const explain = async (
    asked: Asked,
    answer: Response,
  ): Promise<Pick<Comparison, 'known' | 'unknown'>> => {
    const there = await see(application, asked, answer)
    return explained({ application, asked, original: askedHere, there, here })
  }
  const asIs = await explain(askedThere, answers.there.clone())
  if (asIs.unknown.length === 0) return { ...asIs, answers }
  for (const { read, ids } of readOtherwise(application, askedThere)) {
    const answer = await application.there.answer(requestOf(application, read))
    const { known, unknown } = await explain(read, answer)
    if (unknown.length === 0) {
      return { known: [...new Set([...ids, ...known])].toSorted(), unknown, answers }
    }
  }
  return { ...asIs, answers }
}

function explained(exchange: Exchange): Pick<Comparison, 'known' | 'unknown'> {
  const known = new Set<string>()
  const unknown: Difference[] = []
  for (const difference of differencesOf(exchange.there, exchange.here)) {
    const found = knownDifferences.find(({ explains }) => explains(difference, exchange))
    if (found === undefined) unknown.push(difference)
    else known.add(found.id)
  }
  return { known: [...known].toSorted(), unknown }
}

/** The ways in which a request may be understood otherwise, those that change least first. */
function readOtherwise(
  application: Application,
  asked: Asked,
): { readonly read: Asked; readonly ids: readonly string[] }[] {
  let ways: { read: Asked; ids: readonly string[] }[] = [{ read: asked, ids: [] }]
  for (const reading of otherReadings) {
    const more = ways.flatMap(({ read, ids }) => {
      const other = reading.read(read, application)
      return other === undefined ? [] : [{ read: other, ids: [...ids, reading.id] }]
    })
    ways = [...ways, ...more]
  }
  return ways.slice(1).toSorted((a, b) => a.ids.length - b.ids.length)
}
