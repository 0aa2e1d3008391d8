/**
 * Which database is meant, and how to speak of it without its password.
 *
 * @module
 */
import type { Trouble } from './trouble.ts'

/** The database that was named: by the option, else by the environment. Empty is unset. */
export function databaseUrl(option: unknown): string | undefined {
  const { AUTH_DATABASE_URL, DATABASE_URL } = process.env
  return [option, AUTH_DATABASE_URL, DATABASE_URL].find(
    (value): value is string => typeof value === 'string' && value !== '',
  )
}

/** What a database is called on the screen: a file by its path, a server without user and password. */
export function databaseName(url: string): string {
  const file = sqliteFile(url)
  if (file !== undefined) return file
  // A `/`, `?` or `#` in a password ends the host there: what follows is the rest of the password.
  const isCut = /^[^/]*\/\/[^/?#]*[/?#].*@/s.test(url)
  const { protocol, host, pathname } = (isCut ? null : URL.parse(url)) ?? {}
  // An address that is none may still hold a password.
  return host ? `${protocol}//${host}${pathname}` : 'The database'
}

/** The file of a SQLite database, as the storage reads the address; `undefined` for anything else. */
export function sqliteFile(url: string): string | undefined {
  const path = withoutScheme(url)
  if (isServer(url) || !isPath(path, path !== url)) return undefined
  const file = path === url ? path : path.replace(/\?.*$/s, '')
  return file === '' || file === memory ? undefined : file
}

/**
 * Why an address cannot be used; `undefined` if it can. Else it would be taken for the name of a file, which
 * is made and shown, although it may hold a password.
 */
export function addressTrouble(url: string): Trouble | undefined {
  const path = withoutScheme(url)
  if (isServer(url) || path === memory || isPath(path, path !== url)) return undefined
  const text = /^[^/\\:]*=/.test(path)
    ? 'The address of the database is a list of names and values.'
    : `The address of the database does not begin with a scheme that is known here${foreign(url)}.`
  return {
    text,
    mend: 'Write postgresql://user:password@host/name for a server, or file:./data.db for a file.',
  }
}

/** The passwords in a server's address, as written and decoded; also if it is none for being misspelt. */
export function passwordsIn(url: string): readonly string[] {
  const patterns = [
    /^[a-z][a-z\d+.-]*:\/\/[^:/@]*:(.*)@/is,
    // Without a scheme, or behind something else.
    /^[^:/@]*:(.*)@/s,
    /:([^:]*)@/,
    // In the query, or in a list of names and values.
    /(?:^|[?&;\s])(?:password|pwd)\s*=\s*([^&#;\s'"]+|'[^']*'|"[^"]*")/i,
  ]
  return patterns
    .map((pattern) => (pattern.exec(url)?.[1] ?? '').replace(/^(['"])(.*)\1$/s, '$2'))
    .flatMap((text) => [text, decode(text)])
    .filter((text) => text !== '')
}

const memory = ':memory:'

function isServer(url: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(url)
}

function withoutScheme(url: string): string {
  return url.replace(/^file:(?:\/\/(?=\/))?/, '')
}

/** Whether this can only be a path. What has no scheme must not look like anything else. */
function isPath(text: string, hasScheme: boolean): boolean {
  // `C:` is a drive.
  const path = text.replace(/^[a-z]:/i, '')
  const isOther = hasScheme ? /^[^/\\]*:\/\// : /^[^/\\]*[=:]/
  return text !== '' && !isOther.test(path) && !/:.*@/s.test(text)
}

/** The scheme to name; nothing where it may be the name or the password of a user. */
function foreign(url: string): string {
  const scheme = /^(?:[a-z][a-z\d+.-]*:\/\/|sqlite\d?:)/i.exec(url)?.[0]
  return scheme === undefined ? '' : ` (${scheme})`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
