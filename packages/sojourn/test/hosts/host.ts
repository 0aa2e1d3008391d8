/**
 * Where an engine runs: in this process, behind `node:http`, in workerd. The suites beside this file ask
 * each of them the same.
 *
 * @module
 */
import type { Auth } from '../../src/server/index.ts'
import type { Description, State } from './applications.ts'

/** An application that runs somewhere, as tests see it. Its engine is asked as if it were here. */
export interface RunningApplication extends Pick<Auth, 'handle' | 'getSession' | 'getToken'> {
  /** Changes what its callbacks go by. */
  readonly set: (state: State) => Promise<void>
  /** Moves its clock; one that was not stopped does not move. */
  readonly advance: (by: { days?: number; minutes?: number }) => Promise<void>
  /** What was reported so far, as `level code detail`. */
  readonly reports: () => Promise<readonly string[]>
}

/** A place where applications run. */
export interface Host {
  readonly name: string
  /** Whether a request costs microseconds, so that a test may send thousands. */
  readonly isQuick: boolean
  /** Octets of request headers that reach the engine; more is refused before. */
  readonly maxHeaderSize: number
  /** Starts an application of its own for a test. */
  readonly start: (description?: Description) => Promise<RunningApplication>
  readonly close: () => Promise<void>
}
