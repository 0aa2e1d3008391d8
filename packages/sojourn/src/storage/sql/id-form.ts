/**
 * The types that ids have in databases. Everywhere else an id is a string.
 *
 * @module
 */

/** How a column keeps ids. */
export type IdForm = 'text' | 'uuid' | 'integer' | 'bigint'

const uuid = /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i
const integer = /^(?:0|-?[1-9]\d{0,18})$/
const greatest = { integer: 2n ** 31n - 1n, bigint: 2n ** 63n - 1n }

/** The form of a column. `type` is declared, in lower case. */
export function idForm(dialect: 'sqlite' | 'postgresql', type: string): IdForm {
  if (dialect === 'sqlite') return type.includes('int') ? 'bigint' : 'text'
  if (type === 'uuid') return 'uuid'
  if (type === 'bigint' || type.startsWith('numeric')) return 'bigint'
  return type === 'integer' || type === 'smallint' ? 'integer' : 'text'
}

/** Whether a database can hold these texts. PostgreSQL refuses a zero byte, so what has one is nobody's. */
export function isPossibleText(
  { name }: { readonly name: 'sqlite' | 'postgresql' },
  ...texts: readonly string[]
): boolean {
  return name === 'sqlite' || !texts.some((text) => text.includes('\0'))
}

/** An id as the database spells it, so that all spellings of a UUID are one. */
export function spelledId(form: IdForm, id: string): string {
  if (form !== 'uuid') return id
  return id
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/**
 * Whether a string can be an id of this form. What cannot is nobody's id: it is not given to the
 * database, which would fail on it, or take `01` for `1`.
 */
export function isId(form: IdForm, id: string): boolean {
  if (form === 'text') return !id.includes('\0')
  if (form === 'uuid') return uuid.test(id)
  return integer.test(id) && BigInt(id) <= greatest[form]
}
