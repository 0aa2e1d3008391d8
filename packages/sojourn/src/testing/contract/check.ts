/**
 * What a case of the contract expects, said so that the reader of a failure knows what to mend.
 *
 * @module
 */
import { inspect, isDeepStrictEqual } from 'node:util'

/** A storage did something else than the contract says. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  /** What a storage does. Test runners show the difference to `actual`. */
  readonly expected: unknown
  /** What this storage did. */
  readonly actual: unknown

  /**
   * @param what What was looked at.
   * @param why What goes wrong in an application when it is not so.
   */
  constructor(
    what: string,
    why: string,
    { expected, actual }: Record<'expected' | 'actual', unknown>,
  ) {
    super(
      `${what}: expected ${show(expected)}, but came ${show(actual)}. It matters because ${why}.`,
    )
    this.expected = expected
    this.actual = actual
  }
}

/** Checks that a value is what it has to be, in depth. */
export function expectEqual(what: string, actual: unknown, expected: unknown, why: string): void {
  if (!isDeepStrictEqual(actual, expected)) throw new ContractError(what, why, { expected, actual })
}

/** Checks that an object has these properties; others may be there. */
export function expectIn(
  what: string,
  actual: object | null,
  expected: Readonly<Record<string, unknown>>,
  why: string,
): void {
  const entries = new Map(Object.entries(actual ?? {}))
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, entries.get(key)]))
  const shown = actual === null ? null : found
  if (!isDeepStrictEqual(shown, expected)) {
    throw new ContractError(what, why, { expected, actual: shown })
  }
}

/** What is there, where something has to be. */
export function expectPresent<Value>(
  what: string,
  actual: Value | null | undefined,
  why: string,
): Value {
  if (actual !== null && actual !== undefined) return actual
  throw new ContractError(what, why, { expected: 'something', actual })
}

/** Whether it was done; `false` also if the storage threw, which is another way to refuse. */
export async function isDone(attempt: Promise<unknown>): Promise<boolean> {
  try {
    const result = await attempt
    return result !== false && result !== null
  } catch {
    return false
  }
}

function show(value: unknown): string {
  const text = inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY })
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}
