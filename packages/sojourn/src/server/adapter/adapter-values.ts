/**
 * What adapters return, read with care: each database has its own types for ids and dates.
 *
 * @module
 */
import type { StoredUser } from '../../core/storage.ts'

/**
 * The instant of a date as an adapter may return one: a `Date`, milliseconds, or a text of either.
 *
 * @returns `null` if it cannot be read. Never `NaN`.
 */
export function toInstant(value: unknown): number | null {
  const instant = read(value)
  return Number.isNaN(new Date(instant).getTime()) ? null : instant
}

function read(value: unknown): number {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string') return Number.NaN
  if (/^\d+$/.test(value)) return Number(value)
  // As databases write it, without a zone, which would otherwise be taken for the server's own.
  const isZoneless = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(value)
  return Date.parse(isZoneless ? `${value.replace(' ', 'T')}Z` : value)
}

/** The person that an adapter returned; `null` if it returned nobody, or somebody without an id. */
export function toStoredUser(value: unknown): StoredUser | null {
  if (typeof value !== 'object' || value === null) return null
  const row: { id?: unknown; emailVerified?: unknown } = value
  const id = toId(row.id)
  return id === null ? null : { ...value, id, emailVerified: toVerified(row.emailVerified) }
}

/** An id in whichever type an adapter has it; `null` if it is none. */
export function toId(id: unknown): string | null {
  if (typeof id === 'string') return id === '' ? null : id
  if (typeof id === 'number' || typeof id === 'bigint') return String(id)
  if (typeof id !== 'object' || id === null) return null
  // Of MongoDB, say: objects that know how to write themselves. One that does not would be like all others.
  const written: { toString: () => string } = id
  const text = written.toString()
  return text.startsWith('[object ') ? null : text
}

/** Only a moment or a yes counts as verified; whatever else there is does not. */
function toVerified(value: unknown): Date | null {
  if (value === true) return new Date(0)
  const instant = toInstant(value)
  return instant === null ? null : new Date(instant)
}
