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
  const { wire } = engine.config
  const body: ProvidersBody = {}
  for (const provider of engine.config.providers.values()) {
    const { id, name } = provider
    body[id] = {
      id,
      name,
      type: provider.type === 'oauth' && provider.kind === 'oidc' ? wire.openIdType : provider.type,
      signinUrl: `${base}/signin/${id}`,
      callbackUrl: `${base}/callback/${id}`,
    }
  }
  return json(body)
}
