/**
 * The forms in which programs store an instant, and how to read and write each.
 *
 * @module
 */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

/**
 * - `moment`: a type of the database's own, read as UTC where it has no zone, as Drizzle and Prisma do
 * - `iso`: text, `2026-11-21T12:00:00.000Z`
 * - `spaced`: text, `2026-11-21 12:00:00.000 +00:00`, as Sequelize writes it
 * - `milliseconds`, `seconds`: a number since the epoch
 * - `yes`: only whether
 */
export type InstantForm = 'moment' | 'iso' | 'spaced' | 'milliseconds' | 'seconds' | 'yes'

// Beyond it, ISO text has another shape, which neither sorts nor is read by databases.
const lastInstant = Date.UTC(9999, 11, 31)

// A number below it is seconds: as milliseconds it would be in early 1973.
const firstMilliseconds = 1e11

/**
 * Finds the form of a column.
 *
 * @param type Declared type, in lower case.
 * @param definition The statement that made the table, if the database keeps it.
 * @param sample A stored value, if there is one.
 */
export function instantForm(type: string, definition: string, sample: unknown): InstantForm {
  if (type.startsWith('bool')) return 'yes'
  if (sample instanceof Date) return 'moment'
  if (typeof sample === 'string' && !/^-?\d+$/.test(sample)) {
    return sample.charAt(10) === ' ' ? 'spaced' : 'iso'
  }
  if (typeof sample === 'number' || typeof sample === 'string') {
    const number = Number(sample)
    if (number === 0 || number === 1) return 'yes'
    return number < firstMilliseconds ? 'seconds' : 'milliseconds'
  }
  if (type.includes('int')) return 'milliseconds'
  // SQLite keeps whatever it is given. Sequelize, which quotes with backticks, gives it text.
  if (type === 'datetime') return definition.includes('`') ? 'spaced' : 'milliseconds'
  return 'iso'
}

/** An instant in the form of a column. */
export function writeInstant(form: InstantForm, at: number): string | number | boolean {
  const instant = Math.min(at, lastInstant)
  if (form === 'yes') return true
  if (form === 'milliseconds') return Math.trunc(instant)
  // Up, so that nothing ends earlier than it was promised.
  if (form === 'seconds') return Math.ceil(instant / 1000)
  const text = new Date(instant).toISOString()
  return form === 'spaced' ? text.replace('T', ' ').replace('Z', ' +00:00') : text
}

/** What selects a column so that {@link readInstant} understands it. */
export function selectInstant(form: InstantForm, column: string): RawBuilder<unknown> {
  const reference = sql.ref(column)
  // Not the driver's own reading: it takes the zone of the process where the column has none.
  return form === 'moment' ? sql`(extract(epoch from ${reference}) * 1000)::float8` : reference
}

/** The instant that a column holds; `null` if it holds none. What cannot be read is long past. */
export function readInstant(form: InstantForm, value: unknown): number | null {
  if (value === null || value === undefined || value === false) return null
  if (form === 'yes') return value === true || Number(value) !== 0 ? 0 : null
  const instant = typeof value === 'number' ? value : parseInstant(value)
  if (form === 'seconds') return instant * 1000
  return Number.isNaN(instant) ? 0 : Math.round(instant)
}

function parseInstant(value: unknown): number {
  if (typeof value !== 'string') return Number(value)
  if (/^-?\d+$/.test(value)) return Number(value)
  // Without a zone it is UTC, which is what `CURRENT_TIMESTAMP` gives; `Date` would take the local one.
  return Date.parse(/(?:z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value.replace(' ', 'T')}Z`)
}
