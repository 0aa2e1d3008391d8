/**
 * `GET` and `POST /callback/:provider`: the browser comes back from a provider.
 *
 * @module
 */
import { AuthError, authError } from '../../core/errors.ts'
import { type Answer, redirect } from '../answer.ts'
import { callbackParameters } from '../oauth/callback-parameters.ts'
import { reachProvider, redeemResponse } from '../oauth/exchange.ts'
import { finishedUrl, finishOnce, rememberFinish } from '../oauth/finish-once.ts'
import { carriedAnswer, carryOn } from '../oauth/posted-answer.ts'
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
  const sent = await callbackParameters(provider, request)
  if (request.method === 'POST') return redirect(await carryOn(config, provider, origin, sent))
  const response = await carriedAnswer(config, provider, sent)
  const elsewhere = await passOn(config, provider, origin, response)
  if (elsewhere !== undefined) return redirect(elsewhere)
  const state = response.get('state') ?? ''
  const cleared = [clearTransaction(engine, request, state)]
  let callbackUrl: string | undefined
  let isUsed = true
  try {
    // Some providers leave the state out when they refuse; nothing is signed in either way.
    if (state === '' && response.has('error')) throw authError('provider_refused')
    const transaction = await openTransaction(engine, request, provider.id, state)
    const { callbackUrl: leadsTo, linkTo, remember } = transaction
    callbackUrl = leadsTo
    const outcome = await finishOnce(engine, request, transaction, {
      prepare: async () => reachProvider(config, provider),
      async finish(reached) {
        const redirectUri = redirectUriFor(config, provider, origin)
        const identity = await redeemResponse(reached, transaction, response, redirectUri)
        const done = await completeSignIn(engine, request, {
          ...identity,
          linkTo,
          remember: remember !== false,
          begunAt,
          callbackUrl: leadsTo,
          origin,
        })
        const finished = await rememberFinish(engine, request, transaction, done.url)
        return { ...done, cookies: [...done.cookies, ...finished] }
      },
    })
    if ('done' in outcome) return redirect(outcome.done.url, [...cleared, ...outcome.done.cookies])
    isUsed = outcome.isUsed
    throw outcome.failed
  } catch (error) {
    if (AuthError.is(error) && error.code === 'transaction_missing') {
      const url = await finishedUrl(engine, request, state).catch(() => undefined)
      if (url !== undefined) return redirect(url, cleared)
    }
    // What has used nothing up may be tried again: the same callback, reloaded, signs in.
    const failure = { origin, asJson: false, callbackUrl, cookies: isUsed ? cleared : [] }
    return answerSignInFailure(engine, request, error, failure)
  }
}
