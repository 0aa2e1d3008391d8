/**
 * What a route is handed.
 *
 * @module
 */
import type { Backend } from '../backend.ts'
import type { TokenRequestInfo } from '../events.ts'

/** A request that has found its route. */
export interface RouteContext {
  readonly backend: Backend
  readonly request: Request
  /** Where it came from. */
  readonly from: TokenRequestInfo
  /** When it came; before anything was looked at. */
  readonly begunAt: number
}

/** Answers a request. What it throws becomes a refusal. */
export type Route = (context: RouteContext) => Promise<Response>
