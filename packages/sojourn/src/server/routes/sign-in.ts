/**
 * `POST /signin/:provider`: sends the browser to a provider.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { startAuthorization } from '../oauth/authorize.ts'
import { beginTransaction } from '../oauth/transaction.ts'
import { signInPageUrl } from '../pages/page-urls.ts'
import { leadTo, readForm } from './posted-form.ts'
import type { RouteContext } from './context.ts'
import { answerSignInFailure } from './sign-in-failure.ts'

export async function answerSignIn(context: RouteContext): Promise<Answer> {
  const { engine, request } = context
  const { config } = engine
  const provider = config.providers.get(context.providerId ?? '')
  if (provider === undefined) throw authError('provider_unknown')
  const form = await readForm(context)
  const { origin, callbackUrl } = form
  // Credentials are posted to their callback; who posts here has yet to enter them.
  if (provider.type === 'credentials') {
    return leadTo(signInPageUrl(config, origin, callbackUrl), form)
  }
  try {
    await requireCsrfToken(engine, request, form.body)
    const { url, transaction } = await startAuthorization(config, provider, {
      redirectUri: `${origin}${config.basePath}/callback/${provider.id}`,
      callbackUrl,
      params: new URL(request.url).searchParams,
    })
    const begun = form.remember ? transaction : { ...transaction, remember: false as const }
    return leadTo(url, form, { cookies: await beginTransaction(engine, request, begun) })
  } catch (error) {
    return answerSignInFailure(engine, error, { ...form, nextAuthCode: 'OAuthSignin' })
  }
}
