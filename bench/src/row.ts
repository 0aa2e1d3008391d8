/**
 * What a row of the bench is.
 *
 * A row is a folder below `rows/` with a `row.ts` that says what is measured. Every other file in it is
 * one contender: the limit (the smallest program that does the same work), Sojourn, a peer. Adding a row
 * or a peer is adding a file.
 *
 * @module
 */

/** Work done over and over in a process of its own; its processor time counts, in microseconds. */
export interface OperationRow {
  readonly kind: 'operation'
  readonly title: string
  /** Operations in one round of the quickest contender; slower ones do fewer in the same time. */
  readonly operations: number
  /** Refuses a result that is not the work asked for. */
  readonly check: (result: unknown) => void
  /** File name of the contender that the others are divided by. */
  readonly limit: string
  /** What Sojourn promises, as a multiple of the limit. */
  readonly claim: number
}

/** The start of a process that imports one module; its wall time over a bare start counts, in ms. */
export interface StartRow {
  readonly kind: 'start'
  readonly title: string
  /** What Sojourn promises, in milliseconds over a bare start. */
  readonly claim: number
}

/** What a contender of a {@link StartRow} exports. */
export interface StartContender {
  readonly specifier: string
}

export type Row = OperationRow | StartRow

/** A contender of an {@link OperationRow}: prepares once, then does the work at each call. */
export type Prepare = () => Promise<() => unknown>
