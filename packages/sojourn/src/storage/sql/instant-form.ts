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
 * - `millisecondDigits`, `secondDigits`: such a number as text
 * - `yes`: only whether
 */
export type InstantForm =
  | 'moment'
  | 'iso'
  | 'spaced'
  | 'milliseconds'
  | 'seconds'
  | 'millisecondDigits'
  | 'secondDigits'
  | 'yes'

// Beyond it, ISO text has another shape, which neither sorts nor is read by databases.
const lastInstant = Date.UTC(9999, 11, 31)

// From September 2001 to the end of 9999 in seconds, and in milliseconds. Other numbers say nothing: a row
// that somebody has set to 0, so that it ends, is of any form.
const plausibleSeconds = [1e9, lastInstant / 1000] as const
const plausibleMilliseconds = [1e12, lastInstant] as const

const digits = /^-?\d+(?:\.0*)?$/

/**
 * Finds the form of a column that holds instants.
 *
 * @param type Declared type, in lower case.
 * @param definition The statement that made the table, if the database keeps it.
 * @param samples Stored values. The first that is plausible counts.
 */
export function instantForm(
  type: string,
  definition: string,
  samples: readonly unknown[],
): InstantForm {
  const form = firstForm(type, samples)
  if (form !== null) return form
  if (type.includes('int')) return 'milliseconds'
  // SQLite keeps whatever it is given. Sequelize, which quotes with backticks, gives it text.
  if (type === 'datetime') return definition.includes('`') ? 'spaced' : 'milliseconds'
  return 'iso'
}

/** Finds the form of a column that may also say only whether, such as `emailVerified`. */
export function verifiedForm(
  type: string,
  definition: string,
  samples: readonly unknown[],
): InstantForm {
  const isYes = samples.length > 0 && samples.every((sample) => ['0', '1'].includes(String(sample)))
  return isYes ? 'yes' : instantForm(type, definition, samples)
}

/** Finds the form of `expires_at` of an account, which is in seconds unless rows say otherwise. */
export function tokenExpiryForm(
  type: string,
  definition: string,
  samples: readonly unknown[],
): InstantForm {
  const form = firstForm(type, samples)
  if (form !== null) return form
  if (/text|char/.test(type)) return 'secondDigits'
  return /date|time/.test(type) ? instantForm(type, definition, []) : 'seconds'
}

function firstForm(type: string, samples: readonly unknown[]): InstantForm | null {
  for (const sample of samples) {
    const form = formOf(sample, type)
    if (form !== null) return form
  }
  return null
}

function formOf(sample: unknown, type: string): InstantForm | null {
  if (sample instanceof Date) return 'moment'
  if (typeof sample !== 'number' && typeof sample !== 'string') return null
  if (typeof sample === 'string' && !digits.test(sample)) {
    if (Number.isNaN(parseInstant(sample))) return null
    return sample.charAt(10) === ' ' ? 'spaced' : 'iso'
  }
  // PostgreSQL's driver gives large numbers as text.
  const isText = typeof sample === 'string' && !/int|numeric|decimal|real|double/.test(type)
  const number = Number(sample)
  if (isWithin(number, plausibleSeconds)) return isText ? 'secondDigits' : 'seconds'
  if (isWithin(number, plausibleMilliseconds)) return isText ? 'millisecondDigits' : 'milliseconds'
  return null
}

function isWithin(number: number, [first, last]: readonly [number, number]): boolean {
  return number >= first && number <= last
}

/** An instant in the form of a column. */
export function writeInstant(form: InstantForm, at: number): string | number | boolean {
  const instant = Math.min(at, lastInstant)
  if (form === 'yes') return true
  if (form === 'milliseconds') return Math.trunc(instant)
  // Up, so that nothing ends earlier than it was promised.
  if (form === 'seconds') return Math.ceil(instant / 1000)
  // A number would become `1795391681203.0` in a column of text, and be less than any text.
  if (form === 'millisecondDigits') return String(Math.trunc(instant))
  if (form === 'secondDigits') return String(Math.ceil(instant / 1000))
  const text = new Date(instant).toISOString()
  return form === 'spaced' ? text.replace('T', ' ').replace('Z', ' +00:00') : text
}

/** What selects a column so that {@link readInstant} understands it. */
export function selectInstant(form: InstantForm, column: RawBuilder<unknown>): RawBuilder<unknown> {
  // Not the driver's own reading: it takes the zone of the process where the column has none.
  return form === 'moment' ? sql`(extract(epoch from ${column}) * 1000)::float8` : column
}

/** The instant that a column holds; `null` if it holds none. What cannot be read is long past. */
export function readInstant(form: InstantForm, value: unknown): number | null {
  if (value === null || value === undefined || value === false) return null
  if (form === 'yes') return 0
  const number = typeof value === 'number' ? value : parseInstant(value)
  if (Number.isNaN(number)) return 0
  const isSeconds = form === 'seconds' || form === 'secondDigits'
  // PostgreSQL has infinity, and a `Date` has not.
  return Math.min(Math.max(Math.round(isSeconds ? number * 1000 : number), 0), lastInstant)
}

/**
 * When something was verified; `null` if it was not. What cannot be read was not, and neither was 0, which
 * is how a program says no in a column of numbers.
 */
export function readVerified(form: InstantForm, value: unknown): number | null {
  const isYes = typeof value === 'string' ? parseInstant(value) : Number(value ?? 0)
  return isYes === 0 || Number.isNaN(isYes) ? null : readInstant(form, value)
}

function parseInstant(value: unknown): number {
  if (typeof value !== 'string') return Number(value)
  if (digits.test(value)) return Number(value)
  // Without a zone it is UTC, which is what `CURRENT_TIMESTAMP` gives; `Date` would take the local one.
  return Date.parse(/(?:z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value.replace(' ', 'T')}Z`)
}
