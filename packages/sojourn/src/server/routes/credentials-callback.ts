/**
 * `POST /callback/:provider`: somebody entered credentials.
 *
 * @module
 */
import { authError } from '../../core/catalog.ts'
import type { RedirectBody } from '../../core/protocol.ts'
import { type Answer, json, redirect } from '../answer.ts'
import { authorizeCredentials } from '../credentials/authorize.ts'
import { answerSignInFailure, report, toAuthError } from '../failure.ts'
import { resolveCallbackUrl } from '../guards/callback-url.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { resolveOrigin } from '../origin.ts'
import { readBody } from '../request-body.ts'
import { completeSignIn } from '../session/complete-sign-in.ts'
import type { RouteContext } from './route.ts'

export async function answerCredentials(context: RouteContext): Promise<Answer> {
  const { engine, request } = context
  const { config } = engine
  const provider = config.providers.get(context.providerId ?? '')
  if (provider === undefined) throw authError('provider_unknown')
  if (provider.type !== 'credentials') throw authError('method_unsupported')
  const origin = resolveOrigin(config, request)
  const body = await readBody(request)
  const asJson = config.wire.wantsJson(body)
  const callbackUrl = await resolveCallbackUrl(engine, body['callbackUrl'], origin)
  try {
    await requireCsrfToken(engine, request, body)
    const identity = await authorizeCredentials(provider, body, request)
    const { url, cookies } = await completeSignIn(engine, request, {
      ...identity,
      callbackUrl,
      origin,
    })
    return asJson ? json({ url } satisfies RedirectBody, { cookies }) : redirect(url, cookies)
  } catch (thrown) {
    const error = toAuthError(thrown)
    report(engine, error)
    return answerSignInFailure(engine, error, {
      origin,
      asJson,
      callbackUrl,
    })
  }
}
