/**
 * What a log may say of an error.
 *
 * @module
 */

/**
 * Names and codes of an error and its causes. Not their messages: those of drivers and parsers quote what they
 * were given, and here that is tokens and passwords.
 */
export function describeError(error: unknown, depth = 5): string {
  if (!(error instanceof Error)) return typeof error
  const { code }: { code?: unknown } = Object(error)
  const own = typeof code === 'string' ? `${error.name} ${code}` : error.name
  if (!(error.cause instanceof Error) || depth === 0) return own
  return `${own} <- ${describeError(error.cause, depth - 1)}`
}
