/**
 * `GET /providers`: the ways to sign in, for a page of the application's own.
 *
 * @module
 */
import type { ProvidersBody } from '../../core/protocol.ts'
import { type Answer, json } from '../answer.ts'
import { resolveOrigin } from '../origin.ts'
import type { RouteContext } from './context.ts'

export async function answerProviders({ engine, request }: RouteContext): Promise<Answer> {
  const base = resolveOrigin(engine.config, request) + engine.config.basePath
  const body: ProvidersBody = {}
  for (const { id, name, type } of engine.config.providers.values()) {
    body[id] = {
      id,
      name,
      type,
      signinUrl: `${base}/signin/${id}`,
      callbackUrl: `${base}/callback/${id}`,
    }
  }
  return json(body)
}
