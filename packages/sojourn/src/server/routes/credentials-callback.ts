/**
 * `POST /callback/:provider`: somebody entered credentials.
 *
 * @module
 */
import type { CredentialsProvider } from '../../core/provider.ts'
import type { Answer } from '../answer.ts'
import { authorizeCredentials } from '../credentials/authorize.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { completeSignIn } from '../session/complete-sign-in.ts'
import { leadTo, readForm } from './posted-form.ts'
import type { ProviderContext } from './context.ts'
import { answerSignInFailure } from './sign-in-failure.ts'

export async function answerCredentials(
  context: ProviderContext<CredentialsProvider>,
): Promise<Answer> {
  const { engine, request, provider } = context
  const begunAt = engine.config.now()
  const form = await readForm(context)
  const { origin, callbackUrl } = form
  try {
    await requireCsrfToken(engine, request, form.body)
    const identity = await authorizeCredentials(engine, provider, form.body, request)
    const signIn = {
      ...identity,
      provesEmail: false,
      remember: form.remember,
      begunAt,
      callbackUrl,
      origin,
    }
    const { url, cookies } = await completeSignIn(engine, request, signIn)
    return leadTo(url, form, { cookies })
  } catch (error) {
    return answerSignInFailure(engine, request, error, form)
  }
}
