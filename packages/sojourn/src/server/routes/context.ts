/**
 * What a handler is given.
 *
 * @module
 */
import type { EngineRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'

/** What a handler is given. */
export interface RouteContext {
  readonly engine: Engine
  readonly request: EngineRequest
  /** Id in the path, such as `github` in `/callback/github`; its provider may not exist. */
  readonly providerId: string | undefined
}
