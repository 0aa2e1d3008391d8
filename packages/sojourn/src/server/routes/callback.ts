/**
 * `GET` and `POST /callback/:provider`: a sign-in comes to its end, in the way of its provider.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import type { RouteContext } from './context.ts'
import { lazy } from './lazy.ts'

const byProvider = {
  oauth: lazy(async () => (await import('./provider-callback.ts')).answerProviderCallback),
  email: lazy(async () => (await import('./email-callback.ts')).answerEmailCallback),
  credentials: lazy(async () => (await import('./credentials-callback.ts')).answerCredentials),
}

export async function answerCallback(context: RouteContext): Promise<Answer> {
  const { engine, request, providerId } = context
  const provider = engine.config.providers.get(providerId ?? '')
  if (provider === undefined) throw authError('provider_unknown')
  if (provider.type === 'oauth') return byProvider.oauth({ engine, request, provider })
  if (provider.type === 'email') return byProvider.email({ engine, request, provider })
  // Credentials in an address would stand in logs.
  if (request.method !== 'POST') throw authError('method_unsupported')
  return byProvider.credentials({ engine, request, provider })
}
