/**
 * `POST /signin/:provider`: begins a sign-in, in the way of its provider.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { startAuthorization } from '../oauth/authorize.ts'
import { redirectUriFor, stateForProxy } from '../oauth/redirect-proxy.ts'
import type { RedirectProvider } from '../oauth/resolve-provider.ts'
import { beginTransaction } from '../oauth/transaction.ts'
import { signInPageUrl } from '../pages/page-urls.ts'
import { leadTo, type PostedForm, readForm } from './posted-form.ts'
import type { ProviderContext, RouteContext } from './context.ts'
import { answerSignInFailure } from './sign-in-failure.ts'

export async function answerSignIn(context: RouteContext): Promise<Answer> {
  const { engine, request } = context
  const { config } = engine
  const provider = config.providers.get(context.providerId ?? '')
  const form = await readForm(context)
  // A page that was open for long may offer what is gone; its reader gets the present one.
  if (provider === undefined) {
    return answerSignInFailure(engine, request, authError('provider_unknown'), form)
  }
  try {
    await requireCsrfToken(engine, request, form.body)
    // Credentials are posted to their callback; who posts here has yet to enter them.
    if (provider.type === 'credentials') {
      return leadTo(signInPageUrl(config, form.origin, form.callbackUrl), form)
    }
    if (provider.type === 'oauth')
      return await redirectToProvider({ engine, request, provider }, form)
    const { answerEmailSignIn } = await import('./email-sign-in.ts')
    return await answerEmailSignIn({ engine, request, provider }, form)
  } catch (error) {
    return answerSignInFailure(engine, request, error, {
      ...form,
      step: provider.type === 'email' ? 'EmailSignin' : 'OAuthSignin',
    })
  }
}

async function redirectToProvider(
  { engine, request, provider }: ProviderContext<RedirectProvider>,
  form: PostedForm,
): Promise<Answer> {
  const { config } = engine
  const { origin, callbackUrl } = form
  // To them the account is linked, not to whoever is signed in when the browser comes back.
  const owner =
    config.storage === undefined ? null : await engine.strategy.readOwner(engine, request)
  const { url, transaction } = await startAuthorization(config, provider, {
    redirectUri: redirectUriFor(config, provider, origin),
    callbackUrl,
    params: new URL(request.url).searchParams,
    state: stateForProxy(config, provider, origin),
  })
  const begun = {
    ...transaction,
    linkTo: owner?.isStored === true ? owner.userId : undefined,
    ...(form.remember ? {} : { remember: false as const }),
  }
  const cookies = await beginTransaction(engine, request, begun, provider.formPost)
  return leadTo(url, form, { cookies })
}
