/**
 * `GET /callback/:provider`: the browser comes back from a provider.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { type Answer, redirect } from '../answer.ts'
import { redeemResponse } from '../oauth/exchange.ts'
import { clearTransaction, takeTransaction } from '../oauth/transaction.ts'
import { resolveOrigin } from '../origin.ts'
import { completeSignIn } from '../session/complete-sign-in.ts'
import type { RouteContext } from './context.ts'
import { answerSignInFailure } from './sign-in-failure.ts'

export async function answerProviderCallback(context: RouteContext): Promise<Answer> {
  const { engine, request } = context
  const { config } = engine
  const begunAt = config.now()
  const provider = config.providers.get(context.providerId ?? '')
  if (provider === undefined) throw authError('provider_unknown')
  if (provider.type === 'credentials') throw authError('method_unsupported')
  const origin = resolveOrigin(config, request)
  const response = new URL(request.url).searchParams
  const state = response.get('state') ?? ''
  const cleared = [clearTransaction(engine, request, state)]
  let callbackUrl: string | undefined
  try {
    // Some providers leave the state out when they refuse; nothing is signed in either way.
    if (state === '' && response.has('error')) throw authError('provider_refused')
    const transaction = await takeTransaction(engine, request, provider.id, state)
    callbackUrl = transaction.callbackUrl
    const redirectUri = `${origin}${config.basePath}/callback/${provider.id}`
    const identity = await redeemResponse(config, provider, transaction, response, redirectUri)
    const { url, cookies } = await completeSignIn(engine, request, {
      ...identity,
      remember: transaction.remember !== false,
      begunAt,
      callbackUrl,
      origin,
    })
    return redirect(url, [...cleared, ...cookies])
  } catch (error) {
    const failure = { origin, asJson: false, callbackUrl, cookies: cleared }
    return answerSignInFailure(engine, error, failure)
  }
}
