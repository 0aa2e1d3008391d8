/**
 * What a handler is given.
 *
 * @module
 */
import type { EngineRequest } from '../answer.ts'
import type { ResolvedProvider } from '../config.ts'
import type { Engine } from '../engine.ts'

/** What a handler is given. */
export interface RouteContext {
  readonly engine: Engine
  readonly request: EngineRequest
  /** Id in the path, such as `github` in `/callback/github`; its provider may not exist. */
  readonly providerId: string | undefined
}

/** What a handler is given that is about one provider. */
export interface ProviderContext<Provider extends ResolvedProvider = ResolvedProvider> {
  readonly engine: Engine
  readonly request: EngineRequest
  readonly provider: Provider
}
