/**
 * Ports: what the engine needs from outside and lets an application or a test replace.
 *
 * @module
 */

/** The present, in milliseconds since the epoch. Tests pass their own. */
export type Clock = () => number

/**
 * Where the engine reports. `code` is stable and safe to search for; `detail` never holds a secret,
 * a token or a cookie.
 */
export interface Logger {
  /** Something failed that an operator must look at. */
  error: (code: string, detail?: unknown) => void
  /** Something was refused or is about to go wrong. */
  warn: (code: string, detail?: unknown) => void
  /** What happened, for development. Default: dropped. */
  debug: (code: string, detail?: unknown) => void
}
