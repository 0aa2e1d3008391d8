/**
 * `POST /signin/:provider`: sends the browser to a provider.
 *
 * @module
 */
import { authError } from '../../core/catalog.ts'
import type { RedirectBody } from '../../core/protocol.ts'
import { type Answer, json, redirect } from '../answer.ts'
import { answerSignInFailure, report, toAuthError } from '../failure.ts'
import { signInPageUrl } from '../pages/page-urls.ts'
import { resolveCallbackUrl } from '../guards/callback-url.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { startAuthorization } from '../oauth/authorize.ts'
import { beginTransaction } from '../oauth/transaction.ts'
import { resolveOrigin } from '../origin.ts'
import { readBody } from '../request-body.ts'
import type { RouteContext } from './route.ts'

export async function answerSignIn(context: RouteContext): Promise<Answer> {
  const { engine, request } = context
  const { config } = engine
  const provider = config.providers.get(context.providerId ?? '')
  if (provider === undefined) throw authError('provider_unknown')
  const origin = resolveOrigin(config, request)
  const body = await readBody(request)
  const asJson = config.wire.wantsJson(body)
  const callbackUrl = await resolveCallbackUrl(engine, body['callbackUrl'], origin)
  // Credentials are posted to their callback; who posts here has yet to enter them.
  if (provider.type === 'credentials') return redirect(signInPageUrl(config, origin, callbackUrl))
  try {
    await requireCsrfToken(engine, request, body)
    const { url, transaction } = await startAuthorization(config, provider, {
      redirectUri: `${origin}${config.basePath}/callback/${provider.id}`,
      callbackUrl,
      params: new URL(request.url).searchParams,
    })
    const cookies = await beginTransaction(engine, request, transaction)
    return asJson ? json({ url } satisfies RedirectBody, { cookies }) : redirect(url, cookies)
  } catch (thrown) {
    const error = toAuthError(thrown)
    report(engine, error)
    return answerSignInFailure(engine, error, {
      origin,
      asJson,
      callbackUrl,
      nextAuthCode: 'OAuthSignin',
    })
  }
}
