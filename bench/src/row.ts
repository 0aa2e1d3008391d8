/**
 * What a row of the bench is.
 *
 * A row is a folder below `rows/` with a `row.ts` that says what is measured. Every other file in it is
 * one contender: the limit (the smallest program that does the same work), Sojourn, a peer. Adding a row
 * or a peer is adding a file.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

interface RoundsRow {
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

/** Work done over and over in a process of its own; its time counts, in microseconds. */
export interface OperationRow extends RoundsRow {
  readonly kind: 'operation'
  /** Processor time, or the time that passes where the work is mostly waiting. Default: processor. */
  readonly clock?: 'processor' | 'wall'
  /** How much there is to work among. Measured for each; all must hold the claim. */
  readonly sizes?: readonly number[]
  /** Prepares what all contenders work on, once for each size. */
  readonly setUp?: (size: number) => Promise<Ground>
  /** How much more the work of Sojourn may cost at the last size than at the first. */
  readonly growth?: number
}

/** What contenders work on. */
export interface Ground {
  /** Where it is, for the processes of the contenders. */
  readonly env: Readonly<Record<string, string>>
  readonly tearDown: () => Promise<void>
}

/**
 * Requests answered by a server in a process of its own; its processor time counts, in microseconds for
 * each request. They come over connections that are kept open.
 */
export interface ServerRow extends RoundsRow {
  readonly kind: 'server'
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

export type Row = OperationRow | ServerRow | StartRow

/** A contender of an {@link OperationRow}: prepares once, then does the work at each call. */
export type Prepare = () => Promise<() => unknown>

/** What answers a request. */
export type Listener = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>

/** A contender of a {@link ServerRow}: prepares once, then answers. */
export type Serve = () => Promise<{
  readonly listener: Listener
  /** What each request asks for. */
  readonly path: string
  /** The `Cookie` header of each request. */
  readonly cookie: string
}>
