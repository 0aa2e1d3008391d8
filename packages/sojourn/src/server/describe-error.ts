/**
 * What a log may say of an error.
 *
 * @module
 */

/** The messages of an error and its causes; not those of a parser, which quote what they were given. */
export function describe(error: unknown, depth = 5): string {
  if (!(error instanceof Error)) return typeof error
  const own =
    error instanceof SyntaxError ? error.name : `${error.name}: ${withoutPasswords(error.message)}`
  if (!(error.cause instanceof Error) || depth === 0) return own
  return `${own} <- ${describe(error.cause, depth - 1)}`
}

/** A database's address has its password in it, and drivers quote it. */
function withoutPasswords(message: string): string {
  return message.replace(/\/\/[^\s/@]*@/g, '//…@')
}
