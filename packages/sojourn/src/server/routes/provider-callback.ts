/**
 * `GET` and `POST /callback/:provider`: the browser comes back from a provider.
 *
 * @module
 */
import { AuthError, authError } from '../../core/errors.ts'
import { type Answer, redirect } from '../answer.ts'
import { callbackParameters } from '../oauth/callback-parameters.ts'
import { redeemResponse } from '../oauth/exchange.ts'
import { finishedUrl, finishOnce, rememberFinish } from '../oauth/finish-once.ts'
import { passOn, redirectUriFor } from '../oauth/redirect-proxy.ts'
import { clearTransaction, openTransaction } from '../oauth/transaction.ts'
import { resolveOrigin } from '../origin.ts'
import { completeSignIn } from '../session/complete-sign-in.ts'
import type { ProviderContext } from './context.ts'
import type { RedirectProvider } from '../oauth/resolve-provider.ts'
import { answerSignInFailure } from './sign-in-failure.ts'

export async function answerProviderCallback({
  engine,
  request,
  provider,
}: ProviderContext<RedirectProvider>): Promise<Answer> {
  const { config } = engine
  const begunAt = config.now()
  const origin = resolveOrigin(config, request)
  const response = await callbackParameters(provider, request)
  const elsewhere = await passOn(config, provider, origin, response)
  if (elsewhere !== undefined) return redirect(elsewhere)
  const state = response.get('state') ?? ''
  const cleared = [clearTransaction(engine, request, state)]
  let callbackUrl: string | undefined
  try {
    // Some providers leave the state out when they refuse; nothing is signed in either way.
    if (state === '' && response.has('error')) throw authError('provider_refused')
    const transaction = await openTransaction(engine, request, provider.id, state)
    const { callbackUrl: leadsTo, linkTo, remember } = transaction
    callbackUrl = leadsTo
    const { url, cookies } = await finishOnce(engine, request, transaction, async () => {
      const redirectUri = redirectUriFor(config, provider, origin)
      const identity = await redeemResponse(config, provider, transaction, response, redirectUri)
      const done = await completeSignIn(engine, request, {
        ...identity,
        linkTo,
        remember: remember !== false,
        begunAt,
        callbackUrl: leadsTo,
        origin,
      })
      const finished = await rememberFinish(engine, request, provider, transaction, done.url)
      return { ...done, cookies: [...done.cookies, ...finished] }
    })
    return redirect(url, [...cleared, ...cookies])
  } catch (error) {
    if (AuthError.is(error) && error.code === 'transaction_missing') {
      const url = await finishedUrl(engine, request, provider, state).catch(() => undefined)
      if (url !== undefined) return redirect(url, cleared)
    }
    const failure = { origin, asJson: false, callbackUrl, cookies: cleared }
    return answerSignInFailure(engine, request, error, failure)
  }
}
