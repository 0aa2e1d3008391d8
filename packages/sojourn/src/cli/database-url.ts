/**
 * Which database is meant, and how to speak of it without its password.
 *
 * @module
 */

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
  const { protocol, host, pathname } = URL.parse(url) ?? {}
  // An address that is none may still hold a password.
  return host ? `${protocol}//${host}${pathname}` : 'The database'
}

/**
 * The file of a SQLite database, as the storage reads the address; `undefined` for one in memory, or a
 * server.
 */
export function sqliteFile(url: string): string | undefined {
  const path = url.replace(/^file:(?:\/\/(?=\/))?/, '')
  if (path === url && /^[a-z][a-z\d+.-]+:\/\//i.test(url)) return undefined
  const file = path === url ? path : path.replace(/\?.*$/s, '')
  return file === '' || file === ':memory:' ? undefined : file
}

/** The passwords in a server's URL, as written and decoded; also if it is none for being misspelt. */
export function passwordsIn(url: string): readonly string[] {
  const written = /^[a-z][a-z\d+.-]*:\/\/[^:/@]*:(.*)@/is.exec(url)?.[1] ?? ''
  const inQuery = /[?&]password=([^&#]*)/.exec(url)?.[1] ?? ''
  return [written, inQuery].flatMap((text) => [text, decode(text)]).filter((text) => text !== '')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
