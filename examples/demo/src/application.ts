/**
 * What is said about an application to build and start it.
 *
 * @module
 */

/** One of the demos. */
export interface Application {
  /** Shown when it has started. */
  readonly title: string
  /** How it is started again. */
  readonly command: string
  /** Its folder. */
  readonly root: string
  /** Files and folders that its build depends on, from `root`. */
  readonly sources: readonly string[]
  /** Port to take if it is free. */
  readonly port: number
  /** Whether an identity provider runs beside it. Default: `true`. */
  readonly usesProvider?: boolean
  /** What to try, a line each. Default: what every demo with an identity provider has in common. */
  readonly hints?: readonly string[]
}
