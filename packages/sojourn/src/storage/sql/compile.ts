/**
 * Statements that are compiled once and run with other values each time.
 *
 * @module
 */
import type { Statement } from './database.ts'

/** What a query builder has. */
interface Compilable {
  readonly compile: () => Statement
}

const slot = Symbol('slot')

interface Slot {
  readonly [slot]: string
}

/**
 * Compiles a statement when it is first needed.
 *
 * @param build Builds it from stand-ins, one for each value, which have no type.
 * @returns Makes the statement with the values of one run.
 */
export function prepared<Values extends Readonly<Record<string, unknown>>>(
  build: (stand: { readonly [Name in keyof Values]: never }) => Compilable,
): (values: Values) => Statement {
  let compiled: Statement | undefined
  return (values) => {
    compiled ??= build(standIns as { readonly [Name in keyof Values]: never }).compile()
    return {
      sql: compiled.sql,
      parameters: compiled.parameters.map((parameter) =>
        isSlot(parameter) ? values[parameter[slot]] : parameter,
      ),
    }
  }
}

const standIns = new Proxy({}, { get: (_, name): Slot => ({ [slot]: String(name) }) })

function isSlot(parameter: unknown): parameter is Slot {
  return typeof parameter === 'object' && parameter !== null && slot in parameter
}
