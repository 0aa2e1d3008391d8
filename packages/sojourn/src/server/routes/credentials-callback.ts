/**
 * `POST /callback/:provider`: somebody entered credentials.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import { authorizeCredentials } from '../credentials/authorize.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { completeSignIn } from '../session/complete-sign-in.ts'
import { leadTo, readForm } from './posted-form.ts'
import type { RouteContext } from './context.ts'
import { answerSignInFailure } from './sign-in-failure.ts'

export async function answerCredentials(context: RouteContext): Promise<Answer> {
  const { engine, request } = context
  const begunAt = engine.config.now()
  const provider = engine.config.providers.get(context.providerId ?? '')
  if (provider === undefined) throw authError('provider_unknown')
  if (provider.type !== 'credentials') throw authError('method_unsupported')
  const form = await readForm(context)
  const { origin, callbackUrl } = form
  try {
    await requireCsrfToken(engine, request, form.body)
    const identity = await authorizeCredentials(provider, form.body, request)
    const signIn = { ...identity, remember: form.remember, begunAt, callbackUrl, origin }
    const { url, cookies } = await completeSignIn(engine, request, signIn)
    return leadTo(url, form, { cookies })
  } catch (error) {
    return answerSignInFailure(engine, error, form)
  }
}
